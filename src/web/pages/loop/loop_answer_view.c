#include "web/pages/loop/loop_answer_view.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/rights.h"
#include "feedback/cause_link.h"
#include "feedback/loop/loop_case.h"
#include "people/customer.h"
#include "people/staff.h"
#include "ticket/owner/why_words.h"
#include "web/pages/again.h"
#include "web/pages/ticket/ticket_form.h"

static const struct {
	const char *outcome, *label, *hint;
} outcomes[] = {
	{ "fixed", TR("It is put right"), TR("They are asked a day later whether that is so.") },
	{ "explained", TR("It is explained"),
	  TR("They are asked a day later whether that will do.") },
	{ "no_contact", TR("They want no contact"), TR("They said so, or asked us to leave it.") },
	{ "unreachable", TR("They cannot be reached"),
	  TR("After three tries, at least three hours apart, that are noted here.") },
};

static const struct {
	const char *state, *words, *tone;
} states[] = {
	{ "open", TR("Waits for our word"), "warn" },
	{ "answered", TR("In conversation"), "info" },
	{ "ended", TR("Ended"), "good" },
	{ "gone", TR("No answer needed any more"), "line" },
};

static const struct {
	const char *kind, *icon, *words;
} kinds[] = {
	{ "opened", "message-square", TR("They answered, and wait for a word of ours") },
	{ "owner", "user", TR("Given to {words}") },
	{ "soon", "clock", TR("The owner was warned: time is nearly up") },
	{ "late", "triangle-alert", TR("Nobody reached them in time; the supervisors were told") },
	{ "chain", "triangle-alert", TR("Supervisors and managers were told once more") },
	{ "known", "eye", TR("{name} sees to it") },
	{ "tried", "phone-off", TR("{name} tried to reach them") },
	{ "called", "phone", TR("{name} spoke to them") },
	{ "answered", "send", TR("A mail of ours reached them") },
	{ "lost", "undo-2", TR("The mail came back: nobody has reached them") },
	{ "ended", "check", TR("{name} said how it came out") },
	{ "asked", "circle-help", TR("They were asked whether it was put right") },
	{ "yes", "circle-check", TR("They said: yes, it was put right") },
	{ "no", "rotate-ccw", TR("They said: no, it was not put right") },
	{ "corrected", "pencil", TR("They changed their answer") },
	{ "gone", "check", TR("No answer is needed any more") },
};

/* Why its owner has it; "" where that was not kept. */
static const char *owner_why(struct ctx *cx, const char *kept)
{
	struct why why;

	if (hk_equal(kept, LOOP_HIS_TICKET))
		return loop_say(cx, TR("Its owner has the ticket of the question."));
	if (hk_equal(kept, LOOP_HIS_BEFORE))
		return loop_say(cx, TR("Its owner had it before."));
	if (!*kept || !why_read(cx, kept, &why))
		return "";
	return i18n_fill(cx->arena, loop_say(cx, TR("{name} was chosen: {why}")), "name", why.name,
			 "why", why_words(cx, cx->language, &why), NULL);
}

static void events_fill(struct ctx *cx, const struct loop_lines *lines, struct loop_events *ret)
{
	*ret = (struct loop_events){ hk_alloc(cx->arena, lines->count, sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < lines->count; i++) {
		const struct loop_line *line = &lines->items[i];

		for (size_t k = 0; k < HK_COUNT(kinds); k++)
			if (strcmp(kinds[k].kind, line->kind) == 0)
				ret->items[ret->count++] = (struct loop_event){
					.icon = kinds[k].icon,
					.words = i18n_fill(cx->arena, loop_say(cx, kinds[k].words),
							   "name", line->name, "words", line->words,
							   NULL),
					.said = strcmp(line->kind, "owner") == 0 ||
								strcmp(line->kind, "opened") == 0
							? ""
							: line->words,
					.why = strcmp(line->kind, "opened") == 0
						       ? owner_why(cx, line->words)
						       : "",
					.at = line->at,
				};
	}
}

/* After these he is asked whether it was put right. */
static bool is_asked_about(const char *outcome)
{
	return strcmp(outcome, "fixed") == 0 || strcmp(outcome, "explained") == 0;
}

static const char *outcome_hint(struct ctx *cx, size_t i, bool has_mail)
{
	return is_asked_about(outcomes[i].outcome) && !has_mail
		       ? loop_say(cx, TR("No mail reaches them, so nobody asks them afterwards. "
					 "Please ask while you speak to them."))
		       : loop_say(cx, outcomes[i].hint);
}

static struct part_options outcome_options(struct ctx *cx, const char *chosen, bool has_mail)
{
	struct part_option *items = hk_alloc(cx->arena, HK_COUNT(outcomes), sizeof(*items));

	for (size_t i = 0; i < HK_COUNT(outcomes); i++)
		items[i] = (struct part_option){ .value = outcomes[i].outcome,
						 .label = loop_say(cx, outcomes[i].label),
						 .hint = outcome_hint(cx, i, has_mail),
						 .is_chosen =
							 strcmp(outcomes[i].outcome, chosen) == 0 };
	return (struct part_options){ items, HK_COUNT(outcomes) };
}

/* Who he is and how he is called; nothing of one who was erased. */
static enum hk_result person_fill(struct ctx *cx, const struct loop_case *one,
				  struct loop_answer_view *view)
{
	struct customer customer;
	struct address_list addresses;
	enum hk_result result = customer_find(cx, one->customer_id, &customer);

	if (!one->customer_id || result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	HK_TRY(customer_addresses(cx, one->customer_id, &addresses));
	view->name = customer.name;
	view->customer_url = hk_format(cx->arena, "/customers/%" PRId64, customer.id);
	for (size_t i = 0; i < addresses.count && !*view->phone; i++)
		if (strcmp(addresses.items[i].kind, "phone") == 0) {
			view->phone = addresses.items[i].shown;
			view->phone_url = hk_format(cx->arena, "tel:%s", addresses.items[i].value);
		}
	return HK_OK;
}

static enum hk_result ticket_fill(struct ctx *cx, const struct loop_case *one,
				  struct loop_answer_view *view)
{
	struct ticket ticket;
	enum hk_result result;

	if (!one->ticket_id)
		return HK_OK;
	result = ticket_by_id(cx, one->ticket_id, &ticket);
	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	view->ticket_url = hk_format(cx->arena, "/tickets/%" PRId64, ticket.number);
	view->ticket = hk_format(cx->arena, "%" PRId64, ticket.number);
	return HK_OK;
}

static void state_fill(struct ctx *cx, const struct loop_case *one, struct loop_answer_view *view)
{
	for (size_t i = 0; i < HK_COUNT(states); i++)
		if (strcmp(states[i].state, one->state) == 0) {
			view->state = loop_say(cx, states[i].words);
			view->tone = states[i].tone;
		}
	for (size_t i = 0; i < HK_COUNT(outcomes); i++)
		if (strcmp(outcomes[i].outcome, one->outcome) == 0)
			view->outcome = loop_say(cx, outcomes[i].label);
	view->is_on = loop_case_is_on(one);
	view->is_open = strcmp(one->state, "open") == 0;
	view->is_late = view->is_open && one->due_at < cx->now;
	view->is_known = one->known_by != 0;
	view->is_asked = one->asked_at && !*one->put_right;
	if (view->is_open) {
		view->left = loop_time_left(cx, one->due_at);
		view->left_tone = one->due_at < cx->now + 4 * HK_HOUR ? "danger" : "line";
	}
	view->due_at = one->due_at;
	view->version = one->version;
	view->tries = one->tries;
}

static void typed_fill(struct web_request *req, struct loop_answer_view *view)
{
	view->problem = page_problem(req->cx);
	view->errors = page_errors(req->cx);
	view->subject = page_form(req, "subject");
	view->mail = page_form(req, "body");
	view->called = view->tried = view->ended = "";
	if (hk_ends(req->path, "/called"))
		view->called = page_form(req, "words");
	if (hk_ends(req->path, "/tried"))
		view->tried = page_form(req, "words");
	if (hk_ends(req->path, "/end"))
		view->ended = page_form(req, "words");
}

/* Where a colleague was faster, the form is gone, and its words may be long. */
static const char *unkept_of(const struct loop_answer_view *view)
{
	if (!view->may_write && hk_has_ink(view->mail))
		return view->mail;
	if (view->is_on && !view->is_open && hk_has_ink(view->tried))
		return view->tried;
	if (view->is_on)
		return "";
	return hk_has_ink(view->called)  ? view->called
	       : hk_has_ink(view->tried) ? view->tried
					 : view->ended;
}

static enum hk_result response_fill(struct ctx *cx, const struct loop_case *one,
				    struct loop_answer_view *view)
{
	struct response response;
	struct survey survey;
	enum hk_result result;

	HK_TRY(response_find(cx, one->response_id, &response));
	result = cause_may_link(cx, &response);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	view->may_link = result == HK_OK && cause_may_work(cx);
	HK_TRY(survey_find(cx, response.survey_id, &survey));
	view->survey = survey.name;
	view->score = response.score >= 0 ? hk_format(cx->arena, "%" PRId64, response.score) : "";
	view->score_tone = loop_score_tone(survey.kind, response.score);
	view->words = response.comment;
	view->language = response.comment_language;
	view->at = response.at;
	return HK_OK;
}

enum hk_result loop_answer_view_find(struct web_request *req, int64_t response_id,
				     struct loop_answer_view *ret)
{
	struct ctx *cx = req->cx;
	struct staff owner = { .name = "" };
	struct loop_answer_view view = { .name = "", .customer_url = "", .phone = "" };
	struct loop_lines lines;
	struct loop_case one;
	const char *address;
	enum hk_result result;

	HK_TRY(loop_case_find(cx, response_id, &one));
	view.response_id = response_id;
	view.self = hk_format(cx->arena, "/loop/answers/%" PRId64, response_id);
	view.outcome = view.left = view.left_tone = view.ticket = view.ticket_url = "";
	view.phone_url = view.state = view.tone = "";
	HK_TRY(response_fill(cx, &one, &view));
	HK_TRY(person_fill(cx, &one, &view));
	HK_TRY(ticket_fill(cx, &one, &view));
	result = staff_find(cx, one.owner_id, &owner);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	view.owner = owner.name;
	state_fill(cx, &one, &view);
	typed_fill(req, &view);
	view.may_act = actor_may(cx->actor, RIGHT_TICKET_REPLY);
	HK_TRY(loop_case_begins(cx, &one, &view.begins));
	view.may_write = view.may_act && view.is_on && view.begins;
	view.unkept = unkept_of(&view);
	HK_TRY(customer_mail_address(cx, one.customer_id, &address));
	view.outcomes = outcome_options(cx, page_form(req, "outcome"), *address != '\0');
	HK_TRY(owner_options(cx, one.owner_id, &view.owners));
	HK_TRY(loop_log(cx, response_id, &lines));
	events_fill(cx, &lines, &view.events);
	*ret = view;
	return HK_OK;
}
