/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "profile.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_NODE_GROUP,
  USHER_NODE_SERVER,
  USHER_NODE_ALL,
  USHER_NODE_DATABASE,
  USHER_NODE_APPLICATION,
  USHER_NODE_SYSTEM,
} UsherNodeKind;

/* What a row of the tree shows of its node. */
typedef struct
{
  const char *label;     /* safe to look at */
  const char *icon_name; /* static */
  const char *note_icon; /* (nullable): static; says that something is special here */
  const char *note;      /* (nullable): and in words, what */
  UsherEnvironment environment;
  guint count;      /* sessions */
  gboolean counted; /* FALSE: no count is shown */
  gboolean busy;    /* a spinner in place of the icon */
  gboolean dimmed;  /* old news */
} UsherNodeLook;

/**
 * UsherTreeNode:
 *
 * A row of the sidebar's tree. It stays the same object for as long as what it stands for
 * is there, so selection and expansion survive a refresh. Main thread only.
 *
 * Signals: "changed" (its look did, or whether it has children).
 */
#define USHER_TYPE_TREE_NODE (usher_tree_node_get_type ())
G_DECLARE_FINAL_TYPE (UsherTreeNode, usher_tree_node, USHER, TREE_NODE, GObject)

UsherTreeNode *usher_tree_node_new (UsherNodeKind kind, guint32 database_oid, const char *name);

UsherNodeKind usher_tree_node_get_kind (UsherTreeNode *self);
guint32 usher_tree_node_get_database_oid (UsherTreeNode *self);
const char *usher_tree_node_get_name (UsherTreeNode *self);
void usher_tree_node_set_name (UsherTreeNode *self, const char *name);
GListStore *usher_tree_node_get_children (UsherTreeNode *self);
gboolean usher_tree_node_has_children (UsherTreeNode *self);
gboolean usher_tree_node_get_unfolded (UsherTreeNode *self);
void usher_tree_node_set_unfolded (UsherTreeNode *self, gboolean unfolded);

const UsherNodeLook *usher_tree_node_get_look (UsherTreeNode *self);
void usher_tree_node_set_look (UsherTreeNode *self, const UsherNodeLook *look);
char *usher_tree_node_describe (UsherTreeNode *self);

G_END_DECLS
