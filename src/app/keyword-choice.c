/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "keyword-choice.h"

#include <glib/gi18n-lib.h>

#include "text.h"

struct _UsherKeywordChoice
{
  AdwComboRow parent_instance;

  char *keyword;        /* (owned) */
  char *words;          /* (owned): separated by blanks */
  GPtrArray *values;    /* (owned) (element-type utf8): those that are offered, "" for none */
  GtkStringList *model; /* (owned): what is read of them */
};

enum
{
  PROP_0,
  PROP_KEYWORD,
  PROP_WORDS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (UsherKeywordChoice, usher_keyword_choice, ADW_TYPE_COMBO_ROW)

static void
offer (UsherKeywordChoice *self, const char *value, const char *shown)
{
  g_ptr_array_add (self->values, g_strdup (value));
  gtk_string_list_append (self->model, shown);
}

static void
usher_keyword_choice_constructed (GObject *object)
{
  UsherKeywordChoice *self = USHER_KEYWORD_CHOICE (object);
  g_auto (GStrv) words = g_strsplit (self->words, " ", -1);

  G_OBJECT_CLASS (usher_keyword_choice_parent_class)->constructed (object);

  /* Translators: none of the values of a setting */
  offer (self, "", _ ("Not Set"));
  for (guint i = 0; words[i] != NULL; i++)
    offer (self, words[i], words[i]);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (self->model));
}

static void
usher_keyword_choice_finalize (GObject *object)
{
  UsherKeywordChoice *self = USHER_KEYWORD_CHOICE (object);

  g_free (self->keyword);
  g_free (self->words);
  g_ptr_array_unref (self->values);
  g_object_unref (self->model);

  G_OBJECT_CLASS (usher_keyword_choice_parent_class)->finalize (object);
}

static void
usher_keyword_choice_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  UsherKeywordChoice *self = USHER_KEYWORD_CHOICE (object);

  switch (prop_id)
    {
    case PROP_KEYWORD:
      g_value_set_string (value, self->keyword);
      break;
    case PROP_WORDS:
      g_value_set_string (value, self->words);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
usher_keyword_choice_set_property (GObject *object,
                                   guint prop_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  UsherKeywordChoice *self = USHER_KEYWORD_CHOICE (object);

  switch (prop_id)
    {
    case PROP_KEYWORD:
      self->keyword = g_value_dup_string (value);
      break;
    case PROP_WORDS:
      self->words = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
usher_keyword_choice_class_init (UsherKeywordChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = usher_keyword_choice_constructed;
  object_class->finalize = usher_keyword_choice_finalize;
  object_class->get_property = usher_keyword_choice_get_property;
  object_class->set_property = usher_keyword_choice_set_property;

  properties[PROP_KEYWORD] = g_param_spec_string ("keyword", NULL, NULL, NULL, flags);
  properties[PROP_WORDS] = g_param_spec_string ("words", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
usher_keyword_choice_init (UsherKeywordChoice *self)
{
  self->values = g_ptr_array_new_with_free_func (g_free);
  self->model = gtk_string_list_new (NULL);
}

const char *
usher_keyword_choice_get_keyword (UsherKeywordChoice *self)
{
  return self->keyword;
}

/**
 * usher_keyword_choice_show:
 *
 * Selects what @address has in this field.
 */
void
usher_keyword_choice_show (UsherKeywordChoice *self, UsherAddress *address)
{
  const char *value = usher_address_get (address, self->keyword);
  guint position;

  if (value == NULL)
    value = "";
  if (!g_ptr_array_find_with_equal_func (self->values, value, g_str_equal, &position))
    {
      g_autofree char *shown = usher_text_show_line (value, 40);

      position = self->values->len;
      offer (self, value, shown);
    }
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), position);
}

/**
 * usher_keyword_choice_write:
 *
 * Returns: (transfer full): @address with what is selected here
 */
UsherAddress *
usher_keyword_choice_write (UsherKeywordChoice *self, UsherAddress *address)
{
  guint position = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (position >= self->values->len)
    return usher_address_ref (address);
  return usher_address_with (address, self->keyword, g_ptr_array_index (self->values, position));
}

/**
 * usher_keyword_choice_set_hint:
 * @hint: (nullable): what is used when nothing is chosen
 */
void
usher_keyword_choice_set_hint (UsherKeywordChoice *self, const char *hint)
{
  g_autofree char *shown = hint != NULL ? usher_text_show_line (hint, 40) : NULL;
  g_autofree char *words = NULL;
  const char *addition[] = { _ ("Not Set"), NULL };
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (shown != NULL)
    {
      /* Translators: a setting that is left as it is; %s is what that comes to, a word of
       * PostgreSQL's */
      words = g_strdup_printf (_ ("Not Set (%s)"), shown);
      addition[0] = words;
    }
  g_object_freeze_notify (G_OBJECT (self));
  gtk_string_list_splice (self->model, 0, 1, addition);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), selected);
  g_object_thaw_notify (G_OBJECT (self));
}
