/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "returns.h"
#include "server.h"
#include "tree-node.h"

G_BEGIN_DECLS

/* A server and what is under it in the tree: All sessions, its databases with their
 * applications, System processes. */

/* How it stands with a server, for its own row. */
typedef struct
{
  const char *name; /* untrusted */
  UsherEnvironment environment;
  UsherServerState state;
  const UsherConnectionInfo *info; /* (nullable) */
} UsherBranchLook;

UsherTreeNode *usher_server_branch_new (void);
void usher_server_branch_set_look (UsherTreeNode *branch, const UsherBranchLook *look);
void usher_server_branch_set_snapshot (UsherTreeNode *branch,
                                       UsherSnapshot *snapshot,
                                       UsherReturns *returns);

void usher_tree_node_add_to_scope (UsherTreeNode *self, UsherScope *scope);

G_END_DECLS
