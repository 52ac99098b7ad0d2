/* Whether conditions hold for a ticket. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/fold.h"
#include "core/id.h"
#include "people/customer.h"
#include "standard/calendar.h"
#include "ticket/clock/clocks_rule.h"
#include "ticket/purpose/harm.h"
#include "ticket/rule/condition.h"

/* Of a message the beginning says what it is about. */
enum { TEXT_BYTES = 20 * 1000 };

struct facts facts_now(const struct ctx *cx, const struct ticket *ticket)
{
	return (struct facts){ .ticket = ticket, .at = cx->now, .state = ticket->state };
}

struct words_row {
	const char *reply;
	int64_t is_automatic;
};

static const struct db_column words_columns[] = { DB_COLUMN(struct words_row, reply),
						  DB_COLUMN(struct words_row, is_automatic) };
static const struct db_record words_record = DB_RECORD("message", struct words_row, words_columns);

static enum hk_result words_row_find(struct ctx *cx, const struct facts *facts,
				     struct words_row *ret)
{
	if (facts->message_id)
		return db_select_one(cx->db, &words_record,
				     DB_WHERE("ticket_id = $2 AND id = $3", ""),
				     DB_ARGS(facts->ticket->id, facts->message_id), ret);
	if (facts->is_first)
		return db_select_one(cx->db, &words_record,
				     DB_WHERE("ticket_id = $2 AND kind = 'in' AND is_inner = 0",
					      "ORDER BY id LIMIT 1"),
				     DB_ARGS(facts->ticket->id), ret);
	return db_select_one(cx->db, &words_record,
			     DB_WHERE("ticket_id = $2 AND kind = 'in' AND is_inner = 0",
				      "ORDER BY id DESC LIMIT 1"),
			     DB_ARGS(facts->ticket->id), ret);
}

static enum hk_result text_find(struct ctx *cx, struct facts *facts)
{
	struct words_row row = { .reply = "" };
	enum hk_result result;

	if (facts->knows_text)
		return HK_OK;
	result = words_row_find(cx, facts, &row);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	facts->text = fold_words(cx->arena,
				 hk_copy(cx->arena, row.reply, hk_utf8_fit(row.reply, TEXT_BYTES)));
	facts->is_automatic = result == HK_OK && row.is_automatic;
	facts->knows_text = true;
	return HK_OK;
}

/* His name and his addresses, by which his organisation is known too. */
static enum hk_result who_find(struct ctx *cx, struct facts *facts)
{
	struct customer customer = { .name = "" };
	struct address_list addresses = { NULL, 0 };
	const char *who;
	enum hk_result result;

	if (facts->knows_who)
		return HK_OK;
	result = customer_find(cx, facts->ticket->customer_id, &customer);
	if (result == HK_OK)
		result = customer_addresses(cx, customer.id, &addresses);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	who = customer.name;
	for (size_t i = 0; i < addresses.count; i++)
		who = hk_format(cx->arena, "%s\n%s", who, addresses.items[i].value);
	facts->who = fold_words(cx->arena, who);
	facts->knows_who = true;
	return HK_OK;
}

/* The letters of the word are there, in a text of that length; most are not. */
static bool may_have(const char *text, size_t length, const char *word, size_t word_length)
{
	size_t blank = strspn(word, " ");

	if (blank >= word_length)
		return false;
	word_length -= blank;
	while (word_length && strchr(" *", word[blank + word_length - 1]))
		word_length--;
	return word_length && memmem(text, length, word + blank, word_length);
}

/* One of the words between commas. */
static bool has_words(struct ctx *cx, const char *text, const char *folded)
{
	size_t text_length = strlen(text);

	while (*folded) {
		size_t length = strcspn(folded, ",");

		if (may_have(text, text_length, folded, length) &&
		    fold_has(cx->arena, text,
			     hk_trim(cx->arena, hk_copy(cx->arena, folded, length))))
			return true;
		folded += length + (folded[length] == ',');
	}
	return false;
}

static const char *waits_for(const char *state)
{
	if (strcmp(state, "waiting") == 0 || strcmp(state, "resolved") == 0)
		return "customer";
	return strcmp(state, "closed") == 0 ? "" : "us";
}

static const char *choice_of(const struct facts *facts, const char *field)
{
	const struct ticket *ticket = facts->ticket;

	switch (field[0]) {
	case 't': return ticket->type;
	case 'p': return ticket->priority;
	case 's': return facts->state;
	case 'w': return waits_for(facts->state);
	case 'c': return ticket->channel;
	default: return ticket->language;
	}
}

static int64_t id_of(const struct ticket *ticket, const char *field)
{
	if (strcmp(field, "mailbox") == 0)
		return ticket->mailbox_id;
	return strcmp(field, "team") == 0 ? ticket->team_id : ticket->owner_id;
}

/* One of the values is that of the ticket. */
static bool is_among(struct ctx *cx, const struct condition *condition,
		     const struct condition_field *field, const struct facts *facts)
{
	const char *value;

	for (size_t i = 0; (value = condition_value_at(cx, condition->value, i)); i++) {
		int64_t id;

		if (field->kind == CONDITION_ID) {
			if (hk_number(value, &id) && id == id_of(facts->ticket, field->name))
				return true;
		} else if (strcmp(field->name, "harm") == 0) {
			if (harm_is_among(facts->ticket->harms, value))
				return true;
		} else if (strcmp(choice_of(facts, field->name), value) == 0) {
			return true;
		}
	}
	return false;
}

/* What the field asks: two texts of the ticket at most, the second one may be "". */
static enum hk_result texts_find(struct ctx *cx, const char *field, struct facts *facts,
				 const char **ret)
{
	bool is_subject = strcmp(field, "subject") == 0, is_both = strcmp(field, "words") == 0;

	if (strcmp(field, "customer") == 0) {
		HK_TRY(who_find(cx, facts));
		ret[0] = facts->who;
		return HK_OK;
	}
	if (!facts->subject)
		facts->subject = fold_words(cx->arena, facts->ticket->subject);
	if (is_subject || is_both)
		ret[0] = facts->subject;
	if (is_subject)
		return HK_OK;
	HK_TRY(text_find(cx, facts));
	ret[1] = facts->text;
	return HK_OK;
}

static enum hk_result words_hold(struct ctx *cx, const struct condition *condition,
				 struct facts *facts, bool *ret)
{
	const char *texts[2] = { "", "" }, *folded;
	bool holds;

	if (strcmp(condition->op, "part") == 0) {
		*ret = strstr(hk_lower_ascii(cx->arena, facts->ticket->subject),
			      hk_lower_ascii(cx->arena, condition->value)) != NULL;
		return HK_OK;
	}
	HK_TRY(texts_find(cx, condition->field, facts, texts));
	folded = condition->folded ? condition->folded : fold_words(cx->arena, condition->value);
	holds = has_words(cx, texts[0], folded) || has_words(cx, texts[1], folded);
	*ret = holds == (strcmp(condition->op, "has") == 0);
	return HK_OK;
}

static int64_t heard_at(const struct facts *facts)
{
	if (facts->heard_at)
		return facts->heard_at;
	return facts->ticket->last_message_id ? id_time(facts->ticket->last_message_id)
					      : facts->ticket->opened_at;
}

static void number_holds(const struct condition *condition, const struct facts *facts, bool *ret)
{
	bool is_age = strcmp(condition->field, "age") == 0;
	int64_t since = is_age ? facts->ticket->opened_at : heard_at(facts), hours = 0;
	int64_t stood = facts->at - since;

	(void)hk_number(condition->value, &hours);
	*ret = strcmp(condition->op, "least") == 0 ? stood >= hours * (int64_t)HK_HOUR
						   : stood <= hours * (int64_t)HK_HOUR;
}

struct earlier {
	int64_t id;
};

static const struct db_column earlier_columns[] = { DB_COLUMN(struct earlier, id) };
static const struct db_record earlier_record = DB_RECORD("ticket", struct earlier, earlier_columns);

/* He had asked nothing before. */
static enum hk_result is_first(struct ctx *cx, const struct ticket *ticket, bool *ret)
{
	struct earlier earlier;
	enum hk_result result = db_select_one(
		cx->db, &earlier_record,
		DB_WHERE("customer_id = $2 AND (opened_at, id) < ($3, $4) AND bucket <> 'spam'",
			 "ORDER BY opened_at, id LIMIT 1"),
		DB_ARGS(ticket->customer_id, ticket->opened_at, ticket->id), &earlier);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = result == HK_NOT_FOUND;
	return HK_OK;
}

static enum hk_result is_open(struct ctx *cx, const struct facts *facts, bool *ret)
{
	const struct business *business;
	int64_t calendar_id;

	HK_TRY(clocks_calendar(cx, facts->ticket, &calendar_id));
	HK_TRY(calendar_business(cx, calendar_id, &business));
	*ret = !business || business_is_open(business, facts->at);
	return HK_OK;
}

static enum hk_result yes_holds(struct ctx *cx, const char *field, struct facts *facts, bool *ret)
{
	if (strcmp(field, "new_customer") == 0)
		return is_first(cx, facts->ticket, ret);
	if (strcmp(field, "open_hours") == 0)
		return is_open(cx, facts, ret);
	if (strcmp(field, "machine") == 0) {
		HK_TRY(text_find(cx, facts));
		*ret = facts->is_automatic;
	} else if (strcmp(field, "answered") == 0) {
		*ret = facts->ticket->answered_at && facts->ticket->answered_at < facts->at;
	} else if (strcmp(field, "reopened") == 0) {
		*ret = facts->ticket->reopened > 0;
	} else {
		*ret = facts->ticket->task_open > 0;
	}
	return HK_OK;
}

enum hk_result condition_holds(struct ctx *cx, const struct condition *condition,
			       struct facts *facts, bool *ret)
{
	const struct condition_field *field = condition_field_find(condition->field);
	bool holds = false;

	if (!field) {
		*ret = false;
		return HK_OK;
	}
	switch (field->kind) {
	case CONDITION_WORDS: return words_hold(cx, condition, facts, ret);
	case CONDITION_NUMBER: number_holds(condition, facts, ret); return HK_OK;
	case CONDITION_CHOICE:
	case CONDITION_ID: holds = is_among(cx, condition, field, facts); break;
	case CONDITION_YES: HK_TRY(yes_holds(cx, field->name, facts, &holds)); break;
	}
	*ret = holds == (strcmp(condition->op, "is") == 0);
	return HK_OK;
}

static bool is_of(const struct condition *condition, bool is_any, bool is_dear)
{
	const struct condition_field *field = condition_field_find(condition->field);

	return (strcmp(condition->any, "any") == 0) == is_any &&
	       (field && field->is_dear) == is_dear;
}

/* Each of the first kind; the cheap ones first. */
static enum hk_result every_holds(struct ctx *cx, const struct condition_list *list, bool is_dear,
				  struct facts *facts, bool *ret)
{
	*ret = true;
	for (size_t i = 0; *ret && i < list->count; i++)
		if (is_of(&list->items[i], false, is_dear))
			HK_TRY(condition_holds(cx, &list->items[i], facts, ret));
	return HK_OK;
}

static enum hk_result one_holds(struct ctx *cx, const struct condition_list *list,
				struct facts *facts, bool *ret)
{
	bool is_asked = false, holds = false;

	for (int is_dear = 0; is_dear < 2; is_dear++)
		for (size_t i = 0; !holds && i < list->count; i++) {
			if (!is_of(&list->items[i], true, is_dear != 0))
				continue;
			is_asked = true;
			HK_TRY(condition_holds(cx, &list->items[i], facts, &holds));
		}
	*ret = holds || !is_asked;
	return HK_OK;
}

enum hk_result conditions_hold(struct ctx *cx, const struct condition_list *list,
			       struct facts *facts, bool *ret)
{
	HK_TRY(every_holds(cx, list, false, facts, ret));
	if (*ret)
		HK_TRY(every_holds(cx, list, true, facts, ret));
	return *ret ? one_holds(cx, list, facts, ret) : HK_OK;
}
