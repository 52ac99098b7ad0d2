#include "ticket/write/apology.h"

#include "base/text.h"
#include "core/i18n.h"
#include "ticket/write/saved_value.h"

struct words {
	const char *text;
};

static const struct db_column columns[] = { DB_COLUMN(struct words, text) };
static const struct db_record record = DB_RECORD("apology", struct words, columns);

enum hk_result apology_find(struct ctx *cx, const char *language, const char **ret)
{
	struct words words = { "" };
	enum hk_result result = db_select_one(cx->db, &record, DB_WHERE("language = $2", ""),
					      DB_ARGS(language), &words);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = words.text;
	return HK_OK;
}

enum hk_result apology_put(struct ctx *cx, const char *field, const char *language,
			   const char *text)
{
	if (!hk_has_ink(text))
		return db_send(cx->db, DB_DELETE("apology", "language = $2"), DB_ARGS(language));
	HK_TRY(saved_text_check(cx, field, text));
	return db_send(cx->db,
		       DB_ADD("apology", "language, text", "$2, $3",
			      "ON CONFLICT (org_id, language) DO UPDATE SET text = excluded.text"),
		       DB_ARGS(language, text));
}

const char *apology_usual(const char *language)
{
	return i18n_text(language,
			 TR("I am sorry that you had to wait longer than we promised. "
			    "You should not have to ask twice, and I will see to it now."));
}

enum hk_result apology_fill(struct ctx *cx, const struct ticket *ticket, const char *language,
			    const char **ret)
{
	const char *text;

	HK_TRY(apology_find(cx, language, &text));
	if (!*text)
		text = apology_usual(language);
	return saved_text_fill(cx, ticket, language, text, ret);
}
