/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "server-branch.h"

#include <glib/gi18n-lib.h>

#include "server-words.h"
#include "text.h"
#include "tree-merge.h"

/* More of a name than this does not fit into a sidebar; its tooltip is no place for a
 * megabyte either. */
#define LABEL_CHARS 128

/**
 * usher_server_branch_new:
 *
 * Returns: (transfer full): a server's node, without children until its first picture
 */
UsherTreeNode *
usher_server_branch_new (void)
{
  return usher_tree_node_new (USHER_NODE_SERVER, 0, "");
}

static const char *
icon_for_state (UsherServerState state)
{
  switch (state)
    {
    case USHER_SERVER_FAILED:
    case USHER_SERVER_LOST:
      return "dialog-warning-symbolic";
    case USHER_SERVER_NEEDS_PASSWORD:
      return "dialog-password-symbolic";
    case USHER_SERVER_CLOSED:
      return "network-offline-symbolic";
    case USHER_SERVER_CONNECTING:
    case USHER_SERVER_CONNECTED:
    default:
      return "network-server-symbolic";
    }
}

static const char *
words_for_state (UsherServerState state)
{
  switch (state)
    {
    case USHER_SERVER_CLOSED:
      return _ ("Not connected");
    case USHER_SERVER_CONNECTING:
      return _ ("Connecting");
    case USHER_SERVER_NEEDS_PASSWORD:
      return _ ("Waiting for the password");
    case USHER_SERVER_FAILED:
      return _ ("Could not connect");
    case USHER_SERVER_CONNECTED:
      return _ ("Connected");
    case USHER_SERVER_LOST:
      return _ ("Connection lost");
    default:
      return NULL;
    }
}

/* One sentence a line; what guards the wire only while there is one. */
static char *
words_for_look (const UsherBranchLook *look)
{
  const char *state = words_for_state (look->state);
  g_autofree char *wire = NULL;

  if (look->info == NULL || look->state != USHER_SERVER_CONNECTED)
    return g_strdup (state);
  wire = usher_words_connection (look->info);
  return g_strjoin ("\n", state, wire, NULL);
}

/**
 * usher_server_branch_set_look:
 * @branch: a server's node
 * @look: how it stands with it
 */
void
usher_server_branch_set_look (UsherTreeNode *branch, const UsherBranchLook *look)
{
  g_autofree char *label = usher_text_show_line (look->name, LABEL_CHARS);
  g_autofree char *note = words_for_look (look);
  UsherNodeLook shown = {
    .label = label,
    .icon_name = icon_for_state (look->state),
    .note = note,
    .environment = look->environment,
    .busy = look->state == USHER_SERVER_CONNECTING,
    .dimmed = look->state != USHER_SERVER_CONNECTED,
  };

  usher_tree_node_set_name (branch, look->name);
  usher_tree_node_set_look (branch, &shown);
}

static gboolean
match_application (UsherTreeNode *node, gconstpointer record)
{
  const UsherApplicationCount *application = record;

  return g_str_equal (usher_tree_node_get_name (node), application->name);
}

static UsherTreeNode *
make_application (gconstpointer record, gpointer user_data)
{
  const UsherApplicationCount *application = record;

  return usher_tree_node_new (USHER_NODE_APPLICATION, GPOINTER_TO_UINT (user_data),
                              application->name);
}

static void
update_application (UsherTreeNode *node, gconstpointer record, gpointer user_data)
{
  const UsherApplicationCount *application = record;
  g_autofree char *label = usher_text_show_line (application->name, LABEL_CHARS);
  UsherNodeLook look = {
    /* Translators: in place of a client's application name when it gave none */
    .label = *label != '\0' ? label : _ ("No Application Name"),
    .icon_name = "usher-application-symbolic",
    .count = application->n_sessions,
    .counted = TRUE,
    .dimmed = *label == '\0',
  };

  usher_tree_node_set_look (node, &look);
}

/* Returns: (transfer none) (nullable): who comes back to a database most often */
static const UsherReturn *
find_return (UsherReturns *returns, guint32 oid)
{
  guint n = returns != NULL ? usher_returns_get_n (returns) : 0;

  for (guint i = 0; i < n; i++)
    if (usher_returns_get_nth (returns, i)->database_oid == oid)
      return usher_returns_get_nth (returns, i);
  return NULL;
}

/* What is special about a database, one sentence a line; NULL when nothing is. */
static char *
database_note (const UsherDatabase *database, const UsherReturn *comes_back)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *return_note = comes_back != NULL ? usher_return_describe (comes_back) : NULL;
  g_auto (GStrv) lines = NULL;

  if (database->is_invalid)
    g_strv_builder_add (builder, _ ("Invalid: a DROP DATABASE was interrupted"));
  if (!database->allows_connections && !database->is_invalid)
    g_strv_builder_add (builder, _ ("Accepts no new connections"));
  if (database->is_template)
    g_strv_builder_add (builder, _ ("Template database"));
  if (!database->name_is_exact)
    g_strv_builder_add (builder, _ ("Its name holds bytes that cannot be shown"));
  if (return_note != NULL)
    g_strv_builder_add (builder, return_note);

  lines = g_strv_builder_end (builder);
  return lines[0] != NULL ? g_strjoinv ("\n", lines) : NULL;
}

static const char *
database_note_icon (const UsherDatabase *database, const UsherReturn *comes_back)
{
  if (database->is_invalid || !database->name_is_exact || comes_back != NULL)
    return "dialog-warning-symbolic";
  if (!database->allows_connections)
    return "changes-prevent-symbolic";
  return database->is_template ? "folder-templates-symbolic" : NULL;
}

static gboolean
match_database (UsherTreeNode *node, gconstpointer record)
{
  const UsherDatabase *database = record;

  return usher_tree_node_get_database_oid (node) == database->oid;
}

static UsherTreeNode *
make_database (gconstpointer record, gpointer user_data)
{
  const UsherDatabase *database = record;

  return usher_tree_node_new (USHER_NODE_DATABASE, database->oid, database->name);
}

static void
update_database (UsherTreeNode *node, gconstpointer record, gpointer returns)
{
  const UsherDatabase *database = record;
  const UsherReturn *comes_back = find_return (returns, database->oid);
  g_autofree char *label = usher_text_show_line (database->name, LABEL_CHARS);
  g_autofree char *note = database_note (database, comes_back);
  const UsherTreeMerge applications = {
    .match = match_application,
    .make = make_application,
    .update = update_application,
    .user_data = GUINT_TO_POINTER (database->oid),
  };
  UsherNodeLook look = {
    .label = label,
    .icon_name = "usher-database-symbolic",
    .note = note,
    .note_icon = database_note_icon (database, comes_back),
    .count = database->n_sessions,
    .counted = TRUE,
  };

  usher_tree_node_set_name (node, database->name);
  usher_tree_node_set_look (node, &look);
  usher_tree_merge (&applications, usher_tree_node_get_children (node), 0, 0,
                    database->applications);
}

static void
set_count (UsherTreeNode *node, const char *label, const char *icon_name, guint count)
{
  UsherNodeLook look = {
    .label = label,
    .icon_name = icon_name,
    .count = count,
    .counted = TRUE,
  };

  usher_tree_node_set_look (node, &look);
}

static void
append_new (GListStore *store, UsherNodeKind kind)
{
  g_autoptr (UsherTreeNode) node = usher_tree_node_new (kind, 0, "");

  g_list_store_append (store, node);
}

/**
 * usher_server_branch_set_snapshot:
 * @branch: a server's node
 * @snapshot: its newest picture
 * @returns: (nullable): who comes back there
 *
 * Updates the rows in place. What is still there keeps its node.
 */
void
usher_server_branch_set_snapshot (UsherTreeNode *branch,
                                  UsherSnapshot *snapshot,
                                  UsherReturns *returns)
{
  const UsherTreeMerge databases = {
    .match = match_database,
    .make = make_database,
    .update = update_database,
    .user_data = returns,
  };
  GListStore *store = usher_tree_node_get_children (branch);
  guint last;

  if (!usher_tree_node_has_children (branch))
    {
      append_new (store, USHER_NODE_ALL);
      append_new (store, USHER_NODE_SYSTEM);
    }
  usher_tree_merge (&databases, store, 1, 1, snapshot->databases);

  last = g_list_model_get_n_items (G_LIST_MODEL (store)) - 1;
  set_count (usher_tree_merge_child_at (store, 0), _ ("All sessions"), "view-list-symbolic",
             snapshot->summary.n_sessions);
  set_count (usher_tree_merge_child_at (store, last), _ ("System processes"),
             "emblem-system-symbolic", snapshot->summary.n_system);
}

/**
 * usher_tree_node_add_to_scope:
 * @scope: not shared yet
 *
 * Adds the sessions that a row of the tree stands for.
 */
void
usher_tree_node_add_to_scope (UsherTreeNode *self, UsherScope *scope)
{
  guint32 oid = usher_tree_node_get_database_oid (self);

  switch (usher_tree_node_get_kind (self))
    {
    case USHER_NODE_DATABASE:
      usher_scope_add (scope, USHER_PLACE_DATABASE, oid, NULL);
      break;
    case USHER_NODE_APPLICATION:
      usher_scope_add (scope, USHER_PLACE_APPLICATION, oid, usher_tree_node_get_name (self));
      break;
    case USHER_NODE_SYSTEM:
      usher_scope_add (scope, USHER_PLACE_SYSTEM, 0, NULL);
      break;
    case USHER_NODE_SERVER:
    case USHER_NODE_ALL:
      usher_scope_add (scope, USHER_PLACE_ALL, 0, NULL);
      break;
    case USHER_NODE_GROUP:
    default:
      break;
    }
}
