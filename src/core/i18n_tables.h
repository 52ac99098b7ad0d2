/* Translations as the build embeds them: tools/embed_mo.py writes i18n_tables.c from po/. */
#pragma once

#include <stddef.h>

enum { I18N_FORMS = 3 }; /* Lithuanian has the most */

struct i18n_entry {
	const char
		*id; /* context and sentence with \4 between, or the sentence; sorted by strcmp */
	const char *forms[I18N_FORMS];
};

struct i18n_table {
	const char *code;
	const struct i18n_entry *entries;
	size_t count;
};

enum { I18N_TABLES = 3 };

extern const struct i18n_table i18n_tables[I18N_TABLES];
