/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "keyword-row.h"

#include "encodings.h"
#include "text.h"

#define HINT_CHARS 40

struct _UsherKeywordRow
{
  AdwEntryRow parent_instance;

  GtkLabel *hint;
  char *keyword; /* (owned) */
};

enum
{
  PROP_0,
  PROP_KEYWORD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (UsherKeywordRow, usher_keyword_row, ADW_TYPE_ENTRY_ROW)

static void
update_hint (UsherKeywordRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self));
  const char *hint = gtk_label_get_text (self->hint);

  gtk_widget_set_visible (GTK_WIDGET (self->hint), *text == '\0' && *hint != '\0');
}

static void
usher_keyword_row_finalize (GObject *object)
{
  g_free (USHER_KEYWORD_ROW (object)->keyword);

  G_OBJECT_CLASS (usher_keyword_row_parent_class)->finalize (object);
}

static void
usher_keyword_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_KEYWORD)
    g_value_set_string (value, USHER_KEYWORD_ROW (object)->keyword);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
usher_keyword_row_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  if (prop_id == PROP_KEYWORD)
    USHER_KEYWORD_ROW (object)->keyword = g_value_dup_string (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
usher_keyword_row_class_init (UsherKeywordRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = usher_keyword_row_finalize;
  object_class->get_property = usher_keyword_row_get_property;
  object_class->set_property = usher_keyword_row_set_property;

  properties[PROP_KEYWORD] =
      g_param_spec_string ("keyword", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
usher_keyword_row_init (UsherKeywordRow *self)
{
  self->hint = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), FALSE);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), GTK_WIDGET (self->hint));
  g_signal_connect (self, "changed", G_CALLBACK (update_hint), NULL);
}

const char *
usher_keyword_row_get_keyword (UsherKeywordRow *self)
{
  return self->keyword;
}

/**
 * usher_keyword_row_show:
 *
 * Shows what @address has in this field. Bytes that are no text can be seen and not changed.
 */
void
usher_keyword_row_show (UsherKeywordRow *self, UsherAddress *address)
{
  const char *value = usher_address_get (address, self->keyword);
  g_autofree char *text =
      value != NULL ? usher_text_decode (value, -1, USHER_ENCODING_UTF8) : g_strdup ("");

  gtk_editable_set_editable (GTK_EDITABLE (self),
                             value == NULL || g_utf8_validate (value, -1, NULL));
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self), text);
}

/**
 * usher_keyword_row_write:
 *
 * Returns: (transfer full): @address with what stands in this field
 */
UsherAddress *
usher_keyword_row_write (UsherKeywordRow *self, UsherAddress *address)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self)));

  if (!gtk_editable_get_editable (GTK_EDITABLE (self)))
    return usher_address_ref (address);
  return usher_address_with (address, self->keyword, g_strstrip (text));
}

/**
 * usher_keyword_row_set_hint:
 * @hint: (nullable): what is used when the field stays blank, any text
 */
void
usher_keyword_row_set_hint (UsherKeywordRow *self, const char *hint)
{
  g_autofree char *shown = hint != NULL ? usher_text_show_line (hint, HINT_CHARS) : NULL;

  gtk_label_set_text (self->hint, shown != NULL ? shown : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER,
                                  shown != NULL ? shown : "", -1);
  update_hint (self);
}
