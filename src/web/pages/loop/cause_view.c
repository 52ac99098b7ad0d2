#include "web/pages/loop/cause_view.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "feedback/improvement.h"
#include "people/staff.h"
#include "web/pages/again.h"

enum { LIVING_MOST = 300, CLOSED_MOST = 50, QUOTES_MOST = 12, GUARDS_MOST = 200 };

static const char *say(struct ctx *cx, const char *sentence)
{
	return i18n_text(cx->language, sentence);
}

const char *cause_code(struct ctx *cx, int64_t number)
{
	return hk_format(cx->arena, "RC-%" PRId64, number);
}

const char *cause_url(struct ctx *cx, int64_t number)
{
	return hk_format(cx->arena, "/loop/causes/%" PRId64, number);
}

static void state_fill(struct ctx *cx, const struct cause *cause, struct cause_row *ret)
{
	static const struct {
		const char *state, *words, *tone;
	} states[] = {
		{ "open", TR("Cause looked for"), "warn" },
		{ "worked", TR("Action checked: it worked"), "good" },
		{ "no_evidence", TR("Action checked: no evidence"), "warn" },
		{ "worse", TR("Action checked: it became worse"), "danger" },
		{ "acting", TR("Being prevented"), "info" },
		{ "closed", TR("Closed"), "good" },
		{ "aside", TR("Set aside"), "line" },
	};

	bool is_checked = hk_equal(cause->state, "open") && *cause->verdict;
	const char *state = is_checked ? cause->verdict : cause->state;

	if (cause_is_closed(cause) && !hk_equal(cause->closed_as, "worked"))
		state = "aside";
	for (size_t i = 0; i < HK_COUNT(states); i++)
		if (strcmp(states[i].state, state) == 0) {
			ret->state = say(cx, states[i].words);
			ret->tone = states[i].tone;
		}
}

struct cause_row cause_row_of(struct ctx *cx, const struct cause *cause)
{
	struct cause_row row = { .url = cause_url(cx, cause->number),
				 .code = cause_code(cx, cause->number),
				 .name = cause->name,
				 .owner = cause->owner_name,
				 .state = "",
				 .tone = "line",
				 .people = cause->people_count,
				 .whys = cause->why_count,
				 .opened_at = cause->opened_at,
				 .is_stopped = cause->stop_id != 0 };

	state_fill(cx, cause, &row);
	return row;
}

/* ---- the tree ---- */

static bool has_parent(const struct cause_list *list, const struct cause *cause)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].id == cause->parent_id)
			return true;
	return false;
}

/* Below that parent, each followed by its own. Those whose parent is not in the list are roots. */
static void branch(struct ctx *cx, const struct cause_list *list, int64_t parent_id, int64_t depth,
		   struct cause_rows *rows)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct cause *one = &list->items[i];
		bool is_here = parent_id ? one->parent_id == parent_id : !has_parent(list, one);

		if (!is_here || rows->count == list->count)
			continue;
		rows->items[rows->count] = cause_row_of(cx, one);
		rows->items[rows->count++].depth = depth;
		branch(cx, list, one->id, depth + 1, rows);
	}
}

static struct cause_rows rows_of(struct ctx *cx, const struct cause_list *list, bool is_tree)
{
	struct cause_rows rows = { hk_alloc(cx->arena, list->count, sizeof(*rows.items)), 0 };

	if (is_tree)
		branch(cx, list, 0, 0, &rows);
	for (size_t i = 0; i < list->count && !is_tree; i++)
		rows.items[rows.count++] = cause_row_of(cx, &list->items[i]);
	return rows;
}

enum hk_result cause_tree_find(struct ctx *cx, struct cause_tree *ret)
{
	struct cause_list list;

	HK_TRY(cause_living(cx, LIVING_MOST, &list));
	ret->living = rows_of(cx, &list, true);
	HK_TRY(cause_closed(cx, CLOSED_MOST, &list));
	ret->closed = rows_of(cx, &list, false);
	ret->may_work = cause_may_work(cx);
	ret->may_name = actor_may(cx->actor, RIGHT_ADMIN);
	return HK_OK;
}

/* ---- one of them ---- */

static enum hk_result whys_fill(struct web_request *req, const struct cause *cause,
				struct cause_page *ret)
{
	static const char *const fields[CAUSE_WHYS] = { "why1", "why2", "why3", "why4", "why5" };
	struct cause_why whys[CAUSE_WHYS];
	struct ctx *cx = req->cx;

	HK_TRY(cause_whys(cx, cause->id, whys));
	ret->whys.items = hk_alloc(cx->arena, CAUSE_WHYS, sizeof(*ret->whys.items));
	ret->whys.count = CAUSE_WHYS;
	for (size_t i = 0; i < CAUSE_WHYS; i++) {
		const char *typed = web_form(req, fields[i]); /* of a form that was not kept */

		ret->whys.items[i] = (struct cause_why_line){
			.field = fields[i],
			.text = typed ? typed : whys[i].text,
			.meanwhile = *ret->problem && typed && !hk_equal(typed, whys[i].text)
					     ? whys[i].text
					     : "",
			.author = whys[i].author_name,
			.error = part_error_of(&ret->errors, fields[i]),
			.position = whys[i].position,
			.at = whys[i].at,
		};
	}
	return HK_OK;
}

static struct cause_quote quote_of(struct ctx *cx, const struct cause_voice *voice)
{
	return (struct cause_quote){
		.id = voice->id,
		.at = voice->at,
		.name = voice->name,
		.words = voice->words,
		.language = voice->language,
		.subject = voice->subject,
		.ticket = voice->ticket_number
				  ? hk_format(cx->arena, "/tickets/%" PRId64, voice->ticket_number)
				  : "",
		.response =
			voice->has_case && *voice->name
				? hk_format(cx->arena, "/loop/answers/%" PRId64, voice->response_id)
				: "",
		.score = voice->score >= 0 ? hk_format(cx->arena, "%" PRId64, voice->score) : "",
	};
}

/* What somebody said tells more than a score alone. */
static void quotes_take(struct ctx *cx, const struct cause_voices *voices, bool has_words,
			struct cause_quotes *ret)
{
	for (size_t i = 0; i < voices->count; i++) {
		struct cause_quote quote = quote_of(cx, &voices->items[i]);

		if (has_words ? *quote.words : !*quote.words && (*quote.subject || *quote.score))
			ret->items[ret->count++] = quote;
	}
}

static enum hk_result quotes_fill(struct web_request *req, const struct cause *cause,
				  struct cause_page *ret)
{
	struct ctx *cx = req->cx;
	int64_t before = web_query_number(req, "before", 0);
	struct cause_voices voices;

	HK_TRY(cause_voices(cx, cause->id, before > 0 ? before : INT64_MAX, QUOTES_MOST + 1,
			    &voices));
	ret->is_older = before > 0;
	if (voices.count > QUOTES_MOST)
		ret->older = hk_format(cx->arena, "%s?before=%" PRId64 "#said", ret->row.url,
				       voices.items[--voices.count - 1].id);
	ret->quotes.items = hk_alloc(cx->arena, voices.count, sizeof(*ret->quotes.items));
	quotes_take(cx, &voices, true, &ret->quotes);
	quotes_take(cx, &voices, false, &ret->quotes);
	ret->unseen = cause->link_count - (int64_t)ret->quotes.count;
	return HK_OK;
}

static void action_state_fill(struct ctx *cx, const struct prevention *action,
			      struct cause_action *ret)
{
	static const struct {
		const char *state, *words, *tone;
	} states[] = {
		{ "running", TR("Runs"), "info" },  { "given_up", TR("Given up"), "line" },
		{ "worked", TR("Worked"), "good" }, { "no_evidence", TR("No evidence"), "line" },
		{ "worse", TR("Worse"), "danger" },
	};

	const char *state = *action->verdict ? action->verdict : action->state;

	for (size_t i = 0; i < HK_COUNT(states); i++)
		if (strcmp(states[i].state, state) == 0) {
			ret->state = say(cx, states[i].words);
			ret->tone = states[i].tone;
		}
}

static const char *prediction(struct ctx *cx, const struct prevention *action)
{
	static const struct {
		const char *measure, *sentence;
	} sentences[] = {
		{ "said",
		  TR("Predicted: {percent} percent fewer a week say it, measured on {date}.") },
		{ "per_thousand",
		  TR("Predicted: {percent} percent fewer of a thousand tickets and answers say it, "
		     "measured on {date}.") },
		{ "unhappy", TR("Predicted: {percent} percent fewer answers are not content, "
				"measured on {date}.") },
	};
	const struct i18n_reader reader = i18n_reader_of(cx);

	for (size_t i = 0; i < HK_COUNT(sentences); i++)
		if (strcmp(sentences[i].measure, action->measure) == 0)
			return i18n_fill(cx->arena, say(cx, sentences[i].sentence), "percent",
					 i18n_number(&reader, action->expected_percent), "date",
					 i18n_time(&reader, I18N_DATE, action->check_at), NULL);
	return "";
}

static enum hk_result proof_fill(struct ctx *cx, const struct cause *cause, struct cause_page *ret)
{
	enum cause_proof proof;

	HK_TRY(cause_proof_find(cx, cause->id, &proof));
	ret->is_proved = proof == CAUSE_PROVED;
	ret->is_worse = proof == CAUSE_WORSE;
	return HK_OK;
}

static enum hk_result actions_fill(struct ctx *cx, const struct cause *cause,
				   struct cause_page *ret)
{
	struct prevention_list list;

	HK_TRY(prevention_of(cx, cause->id, &list));
	ret->actions.items = hk_alloc(cx->arena, list.count, sizeof(*ret->actions.items));
	for (size_t i = 0; i < list.count; i++) {
		const struct prevention *one = &list.items[i];
		struct cause_action *item = &ret->actions.items[ret->actions.count++];

		*item = (struct cause_action){
			.what = one->what,
			.owner = one->owner_name,
			.state = "",
			.tone = "line",
			.prediction = prediction(cx, one),
			.verdict = prevention_say(cx, cx->language, one),
			.why = one->ended_why,
			.give_up = "",
			.id = one->id,
			.tell = hk_equal(one->verdict, "worked"),
			.begin_at = one->begin_at,
			.check_at = one->check_at,
			.is_running = hk_equal(one->state, "running"),
		};
		action_state_fill(cx, one, item);
		ret->has_worked |= item->tell;
		if (item->is_running && ret->may_work)
			item->give_up = hk_format(cx->arena, "%s/actions/%" PRId64 "/give-up",
						  ret->row.url, one->id);
	}
	return HK_OK;
}

static enum hk_result halts_fill(struct ctx *cx, const struct cause *cause, struct cause_page *ret)
{
	struct cause_stops stops;

	HK_TRY(cause_stops_find(cx, cause->id, &stops));
	ret->halts.items = hk_alloc(cx->arena, stops.count, sizeof(*ret->halts.items));
	ret->halts.count = stops.count;
	for (size_t i = 0; i < stops.count; i++) {
		const struct cause_stop *one = &stops.items[i];

		ret->halts.items[i] = (struct cause_halt){
			.reason = one->reason,
			.raiser = one->raiser,
			.answerer = one->answerer,
			.releaser = one->releaser,
			.release_reason = one->release_reason,
			.raised_at = one->raised_at,
			.acknowledged_at = one->acknowledged_at,
			.released_at = one->released_at,
			.is_held = !one->released_at,
		};
		ret->is_heard = ret->is_heard || (!one->released_at && one->acknowledged_at);
	}
	return HK_OK;
}

static enum hk_result tellings_fill(struct ctx *cx, const struct cause *cause,
				    struct cause_page *ret)
{
	struct improvement_list list;

	HK_TRY(improvement_of(cx, cause->id, &list));
	ret->tellings.items = hk_alloc(cx->arena, list.count, sizeof(*ret->tellings.items));
	for (size_t i = 0; i < list.count; i++) {
		const struct improvement *one = &list.items[i];
		const struct improvement_text *text;
		struct improvement_texts texts;

		HK_TRY(improvement_texts(cx, one->id, &texts));
		text = improvement_text_for(&texts, cx->language);
		ret->tellings.items[ret->tellings.count++] = (struct cause_telling){
			.url = hk_format(cx->arena, "/loop/changes/%" PRId64, one->id),
			.headline = text ? text->headline : say(cx, TR("A draft without words")),
			.sent_at = one->sent_at,
			.told = one->told_count,
			.people = one->people_count,
		};
	}
	return HK_OK;
}

/* How often it was said, week by week, with the limits of all of it. */
static enum hk_result chart_fill(struct ctx *cx, const struct cause *cause, struct cause_page *ret)
{
	enum { WEEKS = 26, LEAST = 4, DAYS = 7 };

	const struct i18n_reader reader = i18n_reader_of(cx);
	int64_t from = i18n_day_start(cx->kit->formats, cx->timezone, cx->now) -
		       (int64_t)WEEKS * DAYS * HK_DAY;
	int64_t counts[WEEKS], first_at, sum = 0;
	struct chart_group groups[WEEKS];
	const char *labels[WEEKS];
	struct chart chart;
	enum hk_result result = cause_first_at(cx, cause->id, &first_at);
	size_t begin = 0;

	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	HK_TRY(cause_weeks(cx, cause->id, from, WEEKS, counts));
	if (first_at > from)
		begin = (size_t)((first_at - from) / (DAYS * HK_DAY));
	if (begin + LEAST > WEEKS)
		return HK_OK;
	for (size_t i = begin; i < WEEKS; i++) {
		sum += counts[i];
		groups[i - begin] = (struct chart_group){ (double)counts[i], 1 };
		labels[i - begin] = i18n_time(&reader, I18N_DAY, from + (int64_t)i * DAYS * HK_DAY);
	}
	if (!sum)
		return HK_OK;
	/* With less than one a week how weeks vary cannot be told from so few: limits that are
	 * fitted to it would call every point unusual, so they are those of chance. */
	HK_TRY(chart_rate(cx->arena, groups, WEEKS - begin, 0, sum >= (int64_t)(WEEKS - begin),
			  &chart));

	const struct chart_words words = { .id = "weeks",
					   .title = say(cx, TR("How many said it, a week")),
					   .labels = labels,
					   .times = 1,
					   .unit = "" };

	ret->chart = chart_view_of(&reader, &chart, &words);
	return HK_OK;
}

static enum hk_result family_fill(struct ctx *cx, const struct cause *cause, struct cause_page *ret)
{
	struct cause_list list;
	struct cause parent;

	ret->parent = (struct cause_row){ .url = "", .code = "", .name = "" };
	if (cause->parent_id) {
		HK_TRY(cause_by_id(cx, cause->parent_id, &parent));
		ret->parent = cause_row_of(cx, &parent);
	}
	HK_TRY(cause_children(cx, cause->id, &list));
	ret->children = rows_of(cx, &list, false);
	HK_TRY(cause_merged_into(cx, cause->id, &list));
	ret->merged = rows_of(cx, &list, false);
	return HK_OK;
}

static enum hk_result closer_fill(struct ctx *cx, const struct cause *cause, struct cause_page *ret)
{
	struct staff closer;
	enum hk_result result = staff_find(cx, cause->closed_by, &closer);

	ret->closer = result == HK_OK ? closer.name : "";
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result cause_page_find(struct web_request *req, const struct cause *cause,
			       struct cause_page *ret)
{
	struct ctx *cx = req->cx;

	*ret = (struct cause_page){
		.row = cause_row_of(cx, cause),
		.closed_why = cause->closed_why,
		.closed_at = cause->closed_at,
		.version = cause->version,
		.older = "",
		.is_closed = cause_is_closed(cause),
		.is_aside = !hk_equal(cause->closed_as, "worked"),
		.is_stopped = cause->stop_id != 0,
		.may_work = cause_may_work(cx),
		.may_decide = cause_may_decide(cx),
		.may_hear = cause_may_work(cx),
		.problem = page_problem(cx),
		.errors = page_errors(cx),
	};
	HK_TRY(family_fill(cx, cause, ret));
	HK_TRY(whys_fill(req, cause, ret));
	HK_TRY(quotes_fill(req, cause, ret));
	HK_TRY(actions_fill(cx, cause, ret));
	HK_TRY(proof_fill(cx, cause, ret));
	HK_TRY(halts_fill(cx, cause, ret));
	HK_TRY(tellings_fill(cx, cause, ret));
	HK_TRY(chart_fill(cx, cause, ret));
	return closer_fill(cx, cause, ret);
}

/* ---- what can be chosen ---- */

enum hk_result cause_options(struct ctx *cx, const char *first, int64_t chosen_id,
			     struct part_options *ret)
{
	struct part_option *items;
	struct cause_list list;

	HK_TRY(cause_living(cx, LIVING_MOST, &list));
	items = hk_alloc(cx->arena, list.count + 1, sizeof(*items));
	items[0] = (struct part_option){ .value = "0", .label = first, .is_chosen = !chosen_id };
	for (size_t i = 0; i < list.count; i++)
		items[i + 1] = (struct part_option){
			.value = hk_format(cx->arena, "%" PRId64, list.items[i].id),
			.label = hk_format(cx->arena, "%s %s", cause_code(cx, list.items[i].number),
					   list.items[i].name),
			.is_chosen = list.items[i].id == chosen_id
		};
	*ret = (struct part_options){ items, list.count + 1 };
	return HK_OK;
}

enum hk_result close_form_fill(struct web_request *req, const struct cause *cause,
			       struct reason_form *form)
{
	static const struct {
		const char *as, *words;
	} ends[] = {
		{ "", TR("Please choose") },
		{ "wrong", TR("It was named wrongly") },
		{ "no_use", TR("Nothing can be done about it") },
	};
	struct ctx *cx = req->cx;
	struct part_option *items = hk_alloc(cx->arena, HK_COUNT(ends), sizeof(*items));
	enum cause_proof proof;

	HK_TRY(cause_proof_find(cx, cause->id, &proof));
	if (proof == CAUSE_PROVED)
		return HK_OK;
	form->is_worse = proof == CAUSE_WORSE;
	form->is_refused = !cause_may_decide(cx);
	form->title = form->button = say(cx, TR("Set the cause aside"));
	form->label = say(cx, TR("Why is it set aside?"));
	form->hint = say(cx, TR("A cause is closed by an action that worked. What is set aside "
				"does not count as closed."));
	for (size_t i = 0; i < HK_COUNT(ends); i++)
		items[i] = (struct part_option){ .value = ends[i].as,
						 .label = say(cx, ends[i].words),
						 .is_chosen = hk_equal(ends[i].as,
								       page_form(req, "as")) };
	form->ends = (struct part_options){ items, HK_COUNT(ends) };
	return HK_OK;
}

enum hk_result guard_form_find(struct web_request *req, struct guard_form *ret)
{
	struct ctx *cx = req->cx;
	int64_t ids[GUARDS_MOST];
	struct staff_list all;
	bool is_named;
	size_t count;

	HK_TRY(line_guards(cx, GUARDS_MOST, ids, &count, &is_named));
	HK_TRY(staff_every(cx, &all));
	*ret = (struct guard_form){ .problem = page_problem(cx), .errors = page_errors(cx) };
	ret->people.items = hk_alloc(cx->arena, all.count, sizeof(*ret->people.items));
	for (size_t i = 0; i < all.count; i++) {
		struct guard_choice choice = { .id = all.items[i].id, .name = all.items[i].name };

		for (size_t k = 0; k < count && is_named; k++)
			choice.is_chosen = choice.is_chosen || ids[k] == choice.id;
		if (all.items[i].is_active)
			ret->people.items[ret->people.count++] = choice;
	}
	return HK_OK;
}
