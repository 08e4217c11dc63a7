/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tree-node.h"

#include <glib/gi18n-lib.h>

#include "server-words.h"

struct _UsherTreeNode
{
  GObject parent_instance;

  UsherNodeKind kind;
  guint32 database_oid;
  char *name;           /* (owned): as the server has it */
  GListStore *children; /* (owned) (nullable): NULL for a leaf */
  gboolean had_children;
  gboolean unfolded;

  UsherNodeLook look;
  char *label; /* (owned): look.label */
  char *note;  /* (owned) (nullable): look.note */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherTreeNode, usher_tree_node, G_TYPE_OBJECT)

static void
usher_tree_node_finalize (GObject *object)
{
  UsherTreeNode *self = USHER_TREE_NODE (object);

  g_free (self->name);
  g_free (self->label);
  g_free (self->note);
  g_clear_object (&self->children);

  G_OBJECT_CLASS (usher_tree_node_parent_class)->finalize (object);
}

static void
usher_tree_node_class_init (UsherTreeNodeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_tree_node_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_tree_node_init (UsherTreeNode *self)
{
  self->label = g_strdup ("");
  self->look.label = self->label;
}

/* Only the row of a node that just got its first child, or lost its last, looks different. */
static void
on_children_changed (UsherTreeNode *self)
{
  gboolean has_children = usher_tree_node_has_children (self);

  if (has_children == self->had_children)
    return;
  self->had_children = has_children;
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_leaf (UsherNodeKind kind)
{
  return kind == USHER_NODE_ALL || kind == USHER_NODE_APPLICATION || kind == USHER_NODE_SYSTEM;
}

/**
 * usher_tree_node_new:
 * @kind: what the row stands for
 * @database_oid: of the database it is or belongs to, 0 for none
 * @name: its name as the server has it, untrusted
 *
 * Returns: (transfer full): a node that looks empty
 */
UsherTreeNode *
usher_tree_node_new (UsherNodeKind kind, guint32 database_oid, const char *name)
{
  UsherTreeNode *self = g_object_new (USHER_TYPE_TREE_NODE, NULL);

  self->kind = kind;
  self->database_oid = database_oid;
  self->name = g_strdup (name);
  self->unfolded = kind == USHER_NODE_GROUP;
  if (!is_leaf (kind))
    {
      self->children = g_list_store_new (USHER_TYPE_TREE_NODE);
      g_signal_connect_object (self->children, "items-changed", G_CALLBACK (on_children_changed),
                               self, G_CONNECT_SWAPPED);
    }
  return self;
}

UsherNodeKind
usher_tree_node_get_kind (UsherTreeNode *self)
{
  return self->kind;
}

guint32
usher_tree_node_get_database_oid (UsherTreeNode *self)
{
  return self->database_oid;
}

/**
 * usher_tree_node_get_name:
 *
 * Returns: the name as the server has it: what a scope or the clipboard wants, never what
 *   is shown
 */
const char *
usher_tree_node_get_name (UsherTreeNode *self)
{
  return self->name;
}

void
usher_tree_node_set_name (UsherTreeNode *self, const char *name)
{
  g_autofree char *old = g_steal_pointer (&self->name);

  self->name = g_strdup (name);
}

/**
 * usher_tree_node_get_children:
 *
 * Returns: (transfer none) (nullable): the rows under it, %NULL when it can have none
 */
GListStore *
usher_tree_node_get_children (UsherTreeNode *self)
{
  return self->children;
}

gboolean
usher_tree_node_has_children (UsherTreeNode *self)
{
  return self->children != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->children)) > 0;
}

/**
 * usher_tree_node_get_unfolded:
 *
 * Returns: whether the rows under it are to be seen when it comes into the tree: at first
 *   only a group's
 */
gboolean
usher_tree_node_get_unfolded (UsherTreeNode *self)
{
  return self->unfolded;
}

void
usher_tree_node_set_unfolded (UsherTreeNode *self, gboolean unfolded)
{
  self->unfolded = unfolded;
}

/**
 * usher_tree_node_get_look:
 *
 * Returns: what to show, valid until the next usher_tree_node_set_look()
 */
const UsherNodeLook *
usher_tree_node_get_look (UsherTreeNode *self)
{
  return &self->look;
}

static gboolean
look_equal (const UsherNodeLook *a, const UsherNodeLook *b)
{
  return a->count == b->count && a->counted == b->counted && a->busy == b->busy
         && a->dimmed == b->dimmed && a->environment == b->environment
         && g_strcmp0 (a->label, b->label) == 0 && g_strcmp0 (a->icon_name, b->icon_name) == 0
         && g_strcmp0 (a->note_icon, b->note_icon) == 0 && g_strcmp0 (a->note, b->note) == 0;
}

/**
 * usher_tree_node_set_look:
 * @look: copied, but for the icon names
 *
 * Changes what the row shows, and tells it only if something differs.
 */
void
usher_tree_node_set_look (UsherTreeNode *self, const UsherNodeLook *look)
{
  g_autofree char *old_label = NULL;
  g_autofree char *old_note = NULL;

  if (look_equal (&self->look, look))
    return;

  old_label = g_steal_pointer (&self->label);
  old_note = g_steal_pointer (&self->note);
  self->label = g_strdup (look->label);
  self->note = g_strdup (look->note);
  self->look = *look;
  self->look.label = self->label;
  self->look.note = self->note;
  g_signal_emit (self, signals[CHANGED], 0);
}

static char *
describe_place (UsherTreeNode *self)
{
  const char *environment = usher_words_environment (self->look.environment);
  g_autofree char *counted = NULL;

  if (environment != NULL)
    /* Translators: a row of the tree read aloud: a server's name, then "Production" */
    return g_strdup_printf (_ ("%s, %s"), self->label, environment);
  if (!self->look.counted)
    return g_strdup (self->label);

  counted =
      g_strdup_printf (ngettext ("%u session", "%u sessions", self->look.count), self->look.count);
  /* Translators: a row of the tree read aloud: its name, then "12 sessions" */
  return g_strdup_printf (_ ("%s, %s"), self->label, counted);
}

/**
 * usher_tree_node_describe:
 *
 * Returns: (transfer full): the whole row in words, for who does not see it
 */
char *
usher_tree_node_describe (UsherTreeNode *self)
{
  g_autofree char *place = describe_place (self);

  if (self->note == NULL)
    return g_steal_pointer (&place);
  /* Translators: a row of the tree read aloud: its name and more, then "Connection lost" */
  return g_strdup_printf (_ ("%s. %s"), place, self->note);
}
