#include "ticket/complaint/complaint_rule.h"

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "people/staff.h"

enum {
	PERSON_HOURS = 24,
	ANSWER_DAYS = 28,
	OFFER_DAYS = 14,
	KEEP_YEARS = 3,
	YEAR_DAYS = 365,
	DAYS_MOST = 365,
	YEARS_MOST = 30,
	OUTSIDE_LETTERS = 1000,
	TRAINING_LETTERS = 200
};

static const struct db_column rule_columns[] = {
	DB_COLUMN(struct complaint_rule, person_ms),  DB_COLUMN(struct complaint_rule, answer_days),
	DB_COLUMN(struct complaint_rule, offer_days), DB_COLUMN(struct complaint_rule, keep_years),
	DB_COLUMN(struct complaint_rule, version),
};
static const struct db_record rule_record =
	DB_RECORD("complaint_rule", struct complaint_rule, rule_columns);

enum hk_result complaint_rule_find(struct ctx *cx, struct complaint_rule *ret)
{
	static const struct complaint_rule usual = { .person_ms = PERSON_HOURS * HK_HOUR,
						     .answer_days = ANSWER_DAYS,
						     .offer_days = OFFER_DAYS,
						     .keep_years = KEEP_YEARS };
	enum hk_result result =
		db_select_one(cx->db, &rule_record, DB_WHERE("version > 0", ""), DB_NONE, ret);

	if (result != HK_NOT_FOUND)
		return result;
	*ret = usual;
	return HK_OK;
}

enum hk_result complaint_keep_until(struct ctx *cx, int64_t *ret)
{
	struct complaint_rule rule;

	HK_TRY(complaint_rule_find(cx, &rule));
	*ret = cx->now + rule.keep_years * YEAR_DAYS * HK_DAY;
	return HK_OK;
}

static void within(struct ctx *cx, const char *field, int64_t value, int64_t least, int64_t most)
{
	if (value < least || value > most)
		(void)field_problem(cx, field,
				    TR("This is less or more than can be promised here."));
}

enum hk_result complaint_rule_put(struct ctx *cx, const struct complaint_rule *wish)
{
	size_t before = cx->field_count;
	int64_t count;

	within(cx, "person", wish->person_ms, HK_HOUR, 14 * HK_DAY);
	within(cx, "answer", wish->answer_days, 0, DAYS_MOST);
	within(cx, "offer", wish->offer_days, 1, DAYS_MOST);
	within(cx, "keep", wish->keep_years, 1, YEARS_MOST);
	if (cx->field_count > before)
		return HK_INVALID;
	HK_TRY(db_change(cx->db,
			 DB_ADD("complaint_rule",
				"person_ms, answer_days, offer_days, keep_years, version",
				"$2, $3, $4, $5, $6 + 1",
				"ON CONFLICT (org_id) DO UPDATE SET"
				" person_ms = excluded.person_ms,"
				" answer_days = excluded.answer_days,"
				" offer_days = excluded.offer_days,"
				" keep_years = excluded.keep_years, version = excluded.version"
				" WHERE complaint_rule.version = $6"),
			 DB_ARGS(wish->person_ms, wish->answer_days, wish->offer_days,
				 wish->keep_years, wish->version),
			 &count));
	if (!count)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	return HK_OK;
}

struct outside {
	const char *words;
};

static const struct db_column outside_columns[] = { DB_COLUMN(struct outside, words) };
static const struct db_record outside_record =
	DB_RECORD("complaint_outside", struct outside, outside_columns);

enum hk_result complaint_outside_find(struct ctx *cx, const char *language, const char **ret)
{
	struct outside outside = { "" };
	enum hk_result result =
		db_select_one(cx->db, &outside_record, DB_WHERE("language = $2", ""),
			      DB_ARGS(language), &outside);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = outside.words;
	return HK_OK;
}

enum hk_result complaint_outside(struct ctx *cx, const char *language, const char **ret)
{
	const char *words;

	HK_TRY(complaint_outside_find(cx, language, &words));
	*ret = *words ? words
		      : i18n_text(language,
				  TR("You can also turn to the consumer protection authority or "
				     "the ombudsman of your country, or to a court."));
	return HK_OK;
}

enum hk_result complaint_outside_put(struct ctx *cx, const char *field, const char *language,
				     const char *words)
{
	if (!hk_has_ink(words))
		return db_send(cx->db, DB_DELETE("complaint_outside", "language = $2"),
			       DB_ARGS(language));
	if (hk_letters(words) > OUTSIDE_LETTERS)
		return field_problem(cx, field,
				     TR("This is too long. A few sentences are enough."));
	return db_send(cx->db,
		       DB_ADD("complaint_outside", "language, words", "$2, $3",
			      "ON CONFLICT (org_id, language) DO UPDATE SET"
			      " words = excluded.words"),
		       DB_ARGS(language, hk_trim(cx->arena, words)));
}

static const struct db_column authority_columns[] = {
	DB_COLUMN(struct complaint_authority, staff_id),
	DB_COLUMN(struct complaint_authority, most),
	DB_COLUMN(struct complaint_authority, currency),
	DB_COLUMN(struct complaint_authority, training),
	DB_COLUMN(struct complaint_authority, valid_until),
	DB_COLUMN(struct complaint_authority, given_at),
	DB_COLUMN(struct complaint_authority, given_by),
};
static const struct db_record authority_record =
	DB_RECORD("complaint_authority", struct complaint_authority, authority_columns);

enum hk_result complaint_authority_find(struct ctx *cx, int64_t staff_id,
					struct complaint_authority *ret)
{
	return db_select_one(cx->db, &authority_record, DB_WHERE("staff_id = $2", ""),
			     DB_ARGS(staff_id), ret);
}

enum hk_result complaint_authority_every(struct ctx *cx, struct complaint_authorities *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &authority_record,
			 DB_WHERE("staff_id > 0", "ORDER BY staff_id LIMIT 1000"), DB_NONE, &rows));
	*ret = (struct complaint_authorities){ rows.items, rows.count };
	return HK_OK;
}

static enum hk_result authority_check(struct ctx *cx, const struct complaint_authority *wish)
{
	size_t before = cx->field_count;
	struct staff staff;
	enum hk_result result = staff_find(cx, wish->staff_id, &staff);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_NOT_FOUND || !staff.is_active)
		(void)field_problem(cx, "staff", TR("Please choose somebody who works here now."));
	if (wish->most < 0)
		(void)field_problem(cx, "most", TR("Please write an amount, such as 200.00."));
	if (wish->most > 0 && !org_currency_is_code(wish->currency))
		(void)field_problem(cx, "currency",
				    TR("Please write the three letters of the currency, such as "
				       "EUR."));
	if (!hk_has_ink(wish->training))
		(void)field_problem(
			cx, "training",
			TR("Please say what shows that this person was trained for it."));
	if (hk_letters(wish->training) > TRAINING_LETTERS)
		(void)field_problem(cx, "training",
				    TR("This is too long. A few words are enough."));
	if (wish->valid_until <= cx->now)
		(void)field_problem(cx, "until", TR("Please choose a day that is still to come."));
	return cx->field_count > before ? HK_INVALID : HK_OK;
}

enum hk_result complaint_authority_put(struct ctx *cx, const struct complaint_authority *wish)
{
	HK_TRY(authority_check(cx, wish));
	return db_send(cx->db,
		       DB_ADD("complaint_authority",
			      "staff_id, most, currency, training, valid_until, given_at, given_by",
			      "$2, $3, $4, $5, $6, $7, $8",
			      "ON CONFLICT (org_id, staff_id) DO UPDATE SET most = excluded.most,"
			      " currency = excluded.currency, training = excluded.training,"
			      " valid_until = excluded.valid_until,"
			      " given_at = excluded.given_at, given_by = excluded.given_by"),
		       DB_ARGS(wish->staff_id, wish->most, wish->most ? wish->currency : "",
			       hk_one_line(cx->arena, wish->training), wish->valid_until, cx->now,
			       cx->actor->id));
}

enum hk_result complaint_authority_remove(struct ctx *cx, int64_t staff_id)
{
	return db_send(cx->db, DB_DELETE("complaint_authority", "staff_id = $2"),
		       DB_ARGS(staff_id));
}

static enum hk_result currency_check(struct ctx *cx, int64_t amount, const char *currency,
				     const struct complaint_authority *own)
{
	const char *words =
		i18n_text(cx->language,
			  TR("You may give money in {currency}. Please write the amount in that, "
			     "or ask somebody who may give another one."));

	if (amount > 0 && !org_currency_is_code(currency))
		return field_problem(cx, "currency",
				     TR("Please write the three letters of the currency, such as "
					"EUR."));
	if (amount > 0 && own->most > 0 && !hk_equal(currency, own->currency))
		return field_problem(cx, "currency",
				     i18n_fill(cx->arena, words, "currency", own->currency, NULL));
	return HK_OK;
}

enum hk_result complaint_authority_need(struct ctx *cx, int64_t amount, const char *currency)
{
	struct complaint_authority own;
	enum hk_result result = complaint_authority_find(cx, cx->actor->id, &own);

	if (cx->actor->kind == ACTOR_SYSTEM)
		return HK_OK;
	if (result == HK_NOT_FOUND)
		return problem(
			cx, HK_DENIED,
			TR("You may not decide on complaints yet. Please ask somebody who may, "
			   "or an administrator."));
	HK_TRY(result);
	if (own.valid_until <= cx->now)
		return problem(cx, HK_DENIED,
			       TR("Your authority to decide on complaints is over. Please ask an "
				  "administrator to renew it."));
	HK_TRY(currency_check(cx, amount, currency, &own));
	if (amount > own.most)
		return problem(
			cx, HK_DENIED,
			TR("This is more than you may give. Please ask somebody who may give "
			   "so much."));
	return HK_OK;
}
