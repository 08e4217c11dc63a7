/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "script-view.h"

#include <string.h>

#include "text.h"

struct _UsherScriptView
{
  GtkWidget parent_instance;

  GtkExpander *expander;
  GtkTextView *view;

  char *sql;            /* (owned) (nullable): once it is written */
  GTask *writing;       /* (owned) (nullable): under way */
  UsherScriptFunc func; /* (nullable): writes it */
  gpointer data;        /* (owned, by free_data) (nullable) */
  GDestroyNotify free_data;
  guint filling;       /* source, 0: none */
  const char *unshown; /* (nullable): the part of shown that the view has not got yet */
  char *shown;         /* (owned) (nullable): sql, safe to look at */
  gboolean filled;     /* the view shows it, or is about to */
  gboolean copies;     /* as soon as it is written */
};

G_DEFINE_FINAL_TYPE (UsherScriptView, usher_script_view, GTK_TYPE_WIDGET)

/* As much as goes into a frame. A script for thousands of sessions is long. */
#define PORTION 8192

static void
stop_filling (UsherScriptView *self)
{
  g_clear_handle_id (&self->filling, g_source_remove);
  g_clear_pointer (&self->shown, g_free);
  self->unshown = NULL;
}

/* Returns: the end of the first lines of @text, some PORTION bytes */
static const char *
find_cut (const char *text)
{
  const char *line_end = strlen (text) > PORTION ? strchr (text + PORTION, '\n') : NULL;

  return line_end != NULL ? line_end + 1 : text + strlen (text);
}

static gboolean
show_portion (gpointer data)
{
  UsherScriptView *self = data;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  const char *cut = find_cut (self->unshown);
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert (buffer, &end, self->unshown, (int)(cut - self->unshown));
  self->unshown = cut;
  if (*cut != '\0')
    return G_SOURCE_CONTINUE;
  self->filling = 0;
  stop_filling (self);
  return G_SOURCE_REMOVE;
}

static void
start_filling (UsherScriptView *self, char *shown)
{
  stop_filling (self);
  self->filled = TRUE;
  self->unshown = self->shown = shown;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), "", 0);
  self->filling = g_idle_add (show_portion, self);
}

static void
copy (UsherScriptView *self)
{
  self->copies = FALSE;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->sql);
}

/* What a thread needs to write a script, and what it wrote. */
typedef struct
{
  UsherScriptFunc func;
  gpointer data;
  GDestroyNotify free_data;
  char *sql;   /* (owned) (nullable) */
  char *shown; /* (owned) (nullable) */
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  if (writing->free_data != NULL)
    writing->free_data (writing->data);
  g_free (writing->sql);
  g_free (writing->shown);
  g_free (writing);
}

static void
write_script (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;

  writing->sql = writing->func (writing->data);
  writing->shown = usher_text_show (writing->sql);
  g_task_return_boolean (task, TRUE);
}

/* Another script may be wanted by now. */
static void
on_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  UsherScriptView *self = USHER_SCRIPT_VIEW (object);
  Writing *writing = g_task_get_task_data (G_TASK (result));

  if (self->writing != G_TASK (result))
    return;
  self->sql = g_steal_pointer (&writing->sql);
  if (gtk_expander_get_expanded (self->expander))
    start_filling (self, g_steal_pointer (&writing->shown));
  if (self->copies)
    copy (self);
  g_clear_object (&self->writing);
}

static void
start_writing (UsherScriptView *self)
{
  Writing *writing;

  if (self->func == NULL)
    return;
  writing = g_new0 (Writing, 1);
  writing->func = g_steal_pointer (&self->func);
  writing->data = g_steal_pointer (&self->data);
  writing->free_data = g_steal_pointer (&self->free_data);
  self->writing = g_task_new (self, NULL, on_written, NULL);
  g_task_set_task_data (self->writing, writing, writing_free);
  g_task_run_in_thread (self->writing, write_script);
}

/* Mostly nobody looks. */
static void
fill (UsherScriptView *self)
{
  if (self->filled || !gtk_expander_get_expanded (self->expander))
    return;
  if (self->sql != NULL)
    start_filling (self, usher_text_show (self->sql));
  else
    start_writing (self);
}

static void
copy_cb (UsherScriptView *self)
{
  self->copies = TRUE;
  if (self->sql != NULL)
    copy (self);
  else
    start_writing (self);
}

static void
forget_script (UsherScriptView *self)
{
  stop_filling (self);
  if (self->free_data != NULL)
    self->free_data (self->data);
  self->func = NULL;
  self->data = NULL;
  self->free_data = NULL;
  g_clear_object (&self->writing);
  g_clear_pointer (&self->sql, g_free);
  self->filled = FALSE;
}

static void
usher_script_view_dispose (GObject *object)
{
  UsherScriptView *self = USHER_SCRIPT_VIEW (object);

  forget_script (self);
  if (self->expander != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->expander));
  self->expander = NULL;

  G_OBJECT_CLASS (usher_script_view_parent_class)->dispose (object);
}

static void
usher_script_view_class_init (UsherScriptViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_script_view_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/script-view.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherScriptView, expander);
  gtk_widget_class_bind_template_child (widget_class, UsherScriptView, view);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, fill);
}

static void
usher_script_view_init (UsherScriptView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * usher_script_view_take_sql:
 * @self: the view
 * @sql: (transfer full): a script; what is copied is just that, what is shown is made safe
 *   to look at
 */
void
usher_script_view_take_sql (UsherScriptView *self, char *sql)
{
  forget_script (self);
  self->sql = sql;
  fill (self);
}

/**
 * usher_script_view_set_source:
 * @self: the view
 * @func: writes the script, on another thread, once somebody wants to see it or to copy it
 * @data: for @func
 * @free_data: (nullable): frees @data, on any thread
 */
void
usher_script_view_set_source (UsherScriptView *self,
                              UsherScriptFunc func,
                              gpointer data,
                              GDestroyNotify free_data)
{
  forget_script (self);
  self->func = func;
  self->data = data;
  self->free_data = free_data;
  fill (self);
}
