/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "address-fields.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "address-hints.h"
#include "address-uri.h"
#include "keyword-row.h"
#include "row-mark.h"
#include "tls-words.h"

struct _UsherAddressFields
{
  GObject parent_instance;

  AdwPreferencesGroup *group;  /* (unowned): all widgets are the dialog's */
  GtkEditable *address_row;    /* (unowned) */
  UsherKeywordChoice *tls_row; /* (unowned) */
  GtkEditable *more_row;       /* (unowned) */
  GPtrArray *rows;             /* (owned) (element-type UsherKeywordRow) */
  GPtrArray *choices;          /* (owned) (element-type UsherKeywordChoice) */

  UsherAddress *address;    /* (owned): what the fields say, without the password */
  UsherAddressHints *hints; /* (owned) (nullable): until it is disposed of */
  gboolean wants_tls;       /* an address that says nothing of it gets the best */
  guint hide_source;        /* what was pasted is still to be shown without its password */
  gboolean showing;         /* the fields are being filled from here */
};

enum
{
  CHANGED,
  PASSWORD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherAddressFields, usher_address_fields, G_TYPE_OBJECT)

static void
set_text (GtkEditable *editable, const char *text)
{
  if (g_strcmp0 (gtk_editable_get_text (editable), text) != 0)
    gtk_editable_set_text (editable, text != NULL ? text : "");
}

static void
tell_change (UsherAddressFields *self)
{
  usher_address_hints_look (self->hints, usher_address_get (self->address, "service"));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_tls (UsherAddressFields *self)
{
  const char *mode = usher_address_get (self->address, "sslmode");
  GtkWidget *row = GTK_WIDGET (self->tls_row);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), usher_words_tls_mode (mode));
  if (usher_tls_mode_is_best (mode))
    gtk_widget_remove_css_class (row, "weak");
  else
    gtk_widget_add_css_class (row, "weak");
}

static gboolean
has_field (UsherAddressFields *self, const char *keyword)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_strcmp0 (usher_keyword_row_get_keyword (self->rows->pdata[i]), keyword) == 0)
      return TRUE;
  for (guint i = 0; i < self->choices->len; i++)
    if (g_strcmp0 (usher_keyword_choice_get_keyword (self->choices->pdata[i]), keyword) == 0)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): @address, either without what has a field, or with nothing else */
static UsherAddress *
pick (UsherAddressFields *self, UsherAddress *address, gboolean with_field)
{
  UsherAddress *rest = usher_address_new ();

  for (guint i = 0; i < usher_address_get_n (address); i++)
    {
      const char *keyword = usher_address_get_keyword (address, i);
      UsherAddress *longer;

      if (has_field (self, keyword) != with_field)
        continue;
      longer = usher_address_with (rest, keyword, usher_address_get (address, keyword));
      usher_address_unref (rest);
      rest = longer;
    }
  return rest;
}

static void
show_fields (UsherAddressFields *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    usher_keyword_row_show (self->rows->pdata[i], self->address);
  for (guint i = 0; i < self->choices->len; i++)
    usher_keyword_choice_show (self->choices->pdata[i], self->address);
}

static void
show_more (UsherAddressFields *self)
{
  g_autoptr (UsherAddress) rest = pick (self, self->address, FALSE);
  g_autofree char *text = usher_address_to_string (rest);

  set_text (self->more_row, text);
  usher_row_mark (self->more_row, FALSE);
}

static void
say_of_address (UsherAddressFields *self, const GError *error)
{
  adw_preferences_group_set_description (
      self->group,
      error != NULL ? error->message : _ ("Paste a postgresql:// address, or fill in the fields"));
  usher_row_mark (self->address_row, error != NULL);
}

static void
show_address (UsherAddressFields *self)
{
  g_autofree char *uri = usher_address_to_uri (self->address);

  set_text (self->address_row, usher_address_get_n (self->address) > 0 ? uri : "");
  say_of_address (self, NULL);
}

/* A password that was pasted with the address goes to its own field, where it is hidden. */
static void
take_address (UsherAddressFields *self, UsherAddress *given)
{
  const char *password = usher_address_get (given, "password");

  if (password != NULL && g_utf8_validate (password, -1, NULL))
    g_signal_emit (self, signals[PASSWORD], 0, password);
  g_clear_pointer (&self->address, usher_address_unref);
  self->address = usher_address_without_secrets (given);

  /* Weaker is what somebody chose. A service says by itself how careful it is. */
  if (self->wants_tls && usher_address_get (self->address, "sslmode") == NULL
      && usher_address_get (self->address, "service") == NULL)
    {
      g_autoptr (UsherAddress) plain = g_steal_pointer (&self->address);

      self->address = usher_address_with (plain, "sslmode", "verify-full");
    }
}

static gboolean
hide_password_cb (gpointer data)
{
  UsherAddressFields *self = data;

  self->hide_source = 0;
  self->showing = TRUE;
  show_address (self);
  gtk_editable_set_position (self->address_row, -1);
  self->showing = FALSE;
  return G_SOURCE_REMOVE;
}

static void
on_address_changed (UsherAddressFields *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherAddress) address = NULL;

  if (self->showing)
    return;
  address = usher_address_parse (gtk_editable_get_text (self->address_row), &error);
  say_of_address (self, error);
  if (address != NULL)
    {
      self->showing = TRUE;
      take_address (self, address);
      show_fields (self);
      show_more (self);
      show_tls (self);
      self->showing = FALSE;
      if (usher_address_get (address, "password") != NULL && self->hide_source == 0)
        self->hide_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, hide_password_cb, self, NULL);
    }
  tell_change (self);
}

static void
set_address (UsherAddressFields *self, UsherAddress *address)
{
  g_clear_pointer (&self->address, usher_address_unref);
  self->address = address;
  self->showing = TRUE;
  show_address (self);
  show_tls (self);
  self->showing = FALSE;
  tell_change (self);
}

static void
on_row_changed (UsherAddressFields *self, UsherKeywordRow *row)
{
  if (!self->showing)
    set_address (self, usher_keyword_row_write (row, self->address));
}

static void
on_choice_changed (UsherAddressFields *self, GParamSpec *pspec, UsherKeywordChoice *choice)
{
  g_autoptr (UsherAddress) address = usher_keyword_choice_write (choice, self->address);

  /* A hint is another word for the same choice. */
  if (!self->showing && !usher_address_equal (address, self->address))
    set_address (self, g_steal_pointer (&address));
}

static UsherAddress *
join (UsherAddress *first, UsherAddress *second)
{
  UsherAddress *both = usher_address_ref (first);

  for (guint i = 0; i < usher_address_get_n (second); i++)
    {
      const char *keyword = usher_address_get_keyword (second, i);
      UsherAddress *longer =
          usher_address_with (both, keyword, usher_address_get (second, keyword));

      usher_address_unref (both);
      both = longer;
    }
  return both;
}

/* The keywords that have no field of their own; here a bare word is no service. */
static void
on_more_changed (UsherAddressFields *self)
{
  const char *text = gtk_editable_get_text (self->more_row);
  g_autoptr (UsherAddress) given = NULL;
  g_autoptr (UsherAddress) fields = NULL;
  g_autoptr (UsherAddress) safe = NULL;

  if (self->showing)
    return;
  if (strchr (text, '=') != NULL || strspn (text, " ") == strlen (text))
    given = usher_address_parse (text, NULL);
  usher_row_mark (self->more_row, given == NULL);
  if (given != NULL)
    {
      fields = pick (self, self->address, TRUE);
      safe = usher_address_without_secrets (given);
      set_address (self, join (fields, safe));
      self->showing = TRUE;
      show_fields (self);
      self->showing = FALSE;
    }
  tell_change (self);
}

static void
collect (UsherAddressFields *self, GtkWidget *root)
{
  if (USHER_IS_KEYWORD_ROW (root))
    {
      g_ptr_array_add (self->rows, root);
      g_signal_connect_object (root, "changed", G_CALLBACK (on_row_changed), self,
                               G_CONNECT_SWAPPED);
    }
  else if (USHER_IS_KEYWORD_CHOICE (root))
    {
      g_ptr_array_add (self->choices, root);
      g_signal_connect_object (root, "notify::selected", G_CALLBACK (on_choice_changed), self,
                               G_CONNECT_SWAPPED);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (self, child);
}

static void
usher_address_fields_dispose (GObject *object)
{
  UsherAddressFields *self = USHER_ADDRESS_FIELDS (object);

  g_clear_pointer (&self->hints, usher_address_hints_free);
  g_clear_handle_id (&self->hide_source, g_source_remove);

  G_OBJECT_CLASS (usher_address_fields_parent_class)->dispose (object);
}

static void
usher_address_fields_finalize (GObject *object)
{
  UsherAddressFields *self = USHER_ADDRESS_FIELDS (object);

  usher_address_unref (self->address);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->choices);

  G_OBJECT_CLASS (usher_address_fields_parent_class)->finalize (object);
}

static void
usher_address_fields_class_init (UsherAddressFieldsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_address_fields_dispose;
  object_class->finalize = usher_address_fields_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[PASSWORD] =
      g_signal_new ("password", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
usher_address_fields_init (UsherAddressFields *self)
{
  self->rows = g_ptr_array_new ();
  self->choices = g_ptr_array_new ();
  self->address = usher_address_new ();
}

/**
 * usher_address_fields_new:
 * @page: whatever is in there
 * @group: says what is wrong with the address
 * @address_row: the address as a whole
 * @tls_row: among the fields
 * @more_row: what has no field
 *
 * The widgets have to live as long as it is used.
 *
 * Returns: (transfer full): what keeps them together
 */
UsherAddressFields *
usher_address_fields_new (GtkWidget *page,
                          AdwPreferencesGroup *group,
                          GtkEditable *address_row,
                          UsherKeywordChoice *tls_row,
                          GtkEditable *more_row)
{
  UsherAddressFields *self = g_object_new (USHER_TYPE_ADDRESS_FIELDS, NULL);

  self->group = group;
  self->address_row = address_row;
  self->tls_row = tls_row;
  self->more_row = more_row;
  collect (self, page);
  g_signal_connect_object (address_row, "changed", G_CALLBACK (on_address_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (more_row, "changed", G_CALLBACK (on_more_changed), self,
                           G_CONNECT_SWAPPED);
  self->hints = usher_address_hints_new (self->rows, self->choices);
  return self;
}

/**
 * usher_address_fields_show:
 * @address: what to begin with
 * @wants_tls: whether an address that says nothing of TLS gets the best there is, now and when
 *   another is pasted
 */
void
usher_address_fields_show (UsherAddressFields *self, UsherAddress *address, gboolean wants_tls)
{
  self->wants_tls = wants_tls;
  self->showing = TRUE;
  take_address (self, address);
  show_fields (self);
  show_more (self);
  show_address (self);
  show_tls (self);
  self->showing = FALSE;
  tell_change (self);
}

/**
 * usher_address_fields_get_address:
 *
 * Returns: (transfer none): what the fields say, without any password
 */
UsherAddress *
usher_address_fields_get_address (UsherAddressFields *self)
{
  return self->address;
}

gboolean
usher_address_fields_is_valid (UsherAddressFields *self)
{
  return !usher_row_is_marked (self->address_row) && !usher_row_is_marked (self->more_row);
}
