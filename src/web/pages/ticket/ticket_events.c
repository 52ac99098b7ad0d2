#include "web/pages/ticket/ticket_events.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "ticket/owner/why_words.h"
#include "web/pages/rule/rule_words.h"
#include "web/pages/ticket/harm_words.h"

/* {name} is what the line's detail names. Who did it stands before these words. */
static const struct {
	const char *kind, *detail, *icon, *words;
	bool has_name;
} lines[] = {
	{ "opened", "self", "inbox", TR("opened this and looks after it"), false },
	{ "opened", NULL, "inbox", TR("opened this; {name} looks after it"), true },
	{ "imported", NULL, "inbox", TR("brought this from an old mailbox; {name} looks after it"),
	  true },
	{ "assigned", "self", "user-check", TR("took it"), false },
	{ "assigned", NULL, "user-check", TR("gave it to {name}"), true },
	{ "handover", NULL, "user-check", TR("asked {name} to take it"), true },
	{ "handover_kept", NULL, "undo-2", TR("kept it; {name} need not take it"), true },
	{ "handover_declined", "", "undo-2", TR("could not take it"), false },
	{ "handover_declined", NULL, "undo-2", TR("could not take it: {name}"), true },
	{ "chosen", NULL, "user-check", TR("chose {name}"), true },
	{ "moved", NULL, "users-round", TR("moved it to {name}"), true },
	{ "answered", NULL, "pencil", TR("noted: {name}"), true },
	{ "resolved", NULL, "circle-check", TR("resolved it"), false },
	{ "reopened", "not_solved_phone", "rotate-ccw",
	  TR("noted: the customer said on the phone that it is not solved"), false },
	{ "reopened", NULL, "rotate-ccw", TR("opened it again"), false },
	{ "thanked", NULL, "check",
	  TR("left it as it is: nothing was said but thanks, or that all is well"), false },
	{ "closed", "confirmed", "circle-check", TR("confirmed that it is really solved"), false },
	{ "closed", "not_confirmed", "circle-help", TR("closed it; the customer did not answer"),
	  false },
	{ "closed", "by_phone", "circle-check",
	  TR("noted: the customer said on the phone that it is really solved"), false },
	{ "closed", "not_asked", "circle-help", TR("closed it; the customer could not be asked"),
	  false },
	{ "closed", NULL, "circle-check", TR("closed it"), false },
	{ "spam", NULL, "ban", TR("marked it as spam"), false },
	{ "deleted", NULL, "trash-2", TR("deleted it"), false },
	{ "restored", NULL, "undo-2", TR("brought it back"), false },
	{ "undone", NULL, "undo-2", TR("took that back"), false },
	{ "linked", NULL, "link",
	  TR("linked this with ticket #{name}: it answers a mail of that one"), true },
	{ "stranger", NULL, "link",
	  TR("got an answer from somebody who is not on this ticket; it became #{name}"), true },
	{ "merged", NULL, "merge", TR("merged ticket #{name} into this one"), true },
	{ "merged_into", NULL, "merge", TR("merged this into ticket #{name}"), true },
	{ "parted", NULL, "undo-2", TR("took it apart again from ticket #{name}"), true },
	{ "split_off", NULL, "split", TR("split ticket #{name} off from this one"), true },
	{ "tied", NULL, "link", TR("linked this with ticket #{name}"), true },
	{ "untied", NULL, "unlink", TR("took the link to ticket #{name} away"), true },
	{ "clock_soon", "first_answer", "clock",
	  TR("told the owner that the first answer is due soon"), false },
	{ "clock_soon", "resolve", "clock", TR("told the owner that the solution is due soon"),
	  false },
	{ "clock_soon", "complaint_person", "clock",
	  TR("told the owner that an answer to the complaint is due soon"), false },
	{ "clock_soon", "complaint_safety", "clock",
	  TR("told the owner that somebody must act: there may be danger"), false },
	{ "clock_soon", "complaint_answer", "clock",
	  TR("told the owner that the decision on the complaint is due soon"), false },
	{ "clock_soon", "legal_ack", "clock",
	  TR("told the owner that the law wants the complaint acknowledged soon"), false },
	{ "clock_soon", "legal_final", "clock",
	  TR("told the owner that the law wants a final answer to the complaint soon"), false },
	{ "clock_soon", NULL, "clock", TR("told the owner that the next update is due soon"),
	  false },
	{ "clock_late", "first_answer", "triangle-alert",
	  TR("told the owner that the first answer is late"), false },
	{ "clock_late", "resolve", "triangle-alert", TR("told the owner that the solution is late"),
	  false },
	{ "clock_late", "complaint_person", "triangle-alert",
	  TR("told the owner that an answer to the complaint is late"), false },
	{ "clock_late", "complaint_safety", "triangle-alert",
	  TR("told the owner that nobody has acted yet, though there may be danger"), false },
	{ "clock_late", "complaint_answer", "triangle-alert",
	  TR("told the owner that the decision on the complaint is late"), false },
	{ "clock_late", "legal_ack", "triangle-alert",
	  TR("told the owner that the complaint is acknowledged later than the law wants"), false },
	{ "clock_late", "legal_final", "triangle-alert",
	  TR("told the owner that the complaint is answered later than the law wants"), false },
	{ "clock_late", NULL, "triangle-alert", TR("told the owner that the next update is late"),
	  false },
	{ "clock_called", NULL, "bell", TR("called {name}: nobody had seen to what is late"),
	  true },
	{ "clock_in_place", NULL, "bell", TR("told {name} too: the owner is out of office"), true },
	{ "clock_left", NULL, "triangle-alert",
	  TR("could not call {name}, who no longer works here"), true },
	{ "clock_unseen", NULL, "triangle-alert",
	  TR("did not call {name}, who may not see this ticket"), true },
	{ "clock_away", NULL, "triangle-alert", TR("saw that {name} is out of office"), true },
	{ "clock_known", NULL, "user-check", TR("sees to what is late"), false },
	{ "clock_runs_on", NULL, "clock",
	  TR("let the promises run on: the customer has had the word for long"), false },
	{ "step", NULL, "check", TR("brought it to the step “{name}”"), true },
	{ "complaint", NULL, "flag", TR("recorded a complaint"), false },
	{ "harm_so", NULL, "check", TR("looked: it is so, as the rule read it"), false },
	{ "harm_not", NULL, "undo-2", TR("looked: it is not so, other than the rule read it"),
	  false },
	{ "complaint_none", NULL, "undo-2", TR("said that this is no complaint"), false },
	{ "complaint_decided", NULL, "circle-check", TR("decided on the complaint"), false },
	{ "complaint_accepted", NULL, "circle-check",
	  TR("noted that the customer accepts the decision on the complaint"), false },
	{ "complaint_refused", NULL, "rotate-ccw",
	  TR("noted that the customer does not accept the decision on the complaint"), false },
	{ "standard", NULL, "clock", TR("promises it by “{name}” from now on"), true },
	{ "later", NULL, "clock", TR("wrote a reply that leaves later"), false },
	{ "later_cancelled", NULL, "undo-2", TR("took back a reply that was to leave later"),
	  false },
	{ "later_stopped", NULL, "triangle-alert",
	  TR("kept a reply back that was to leave later, because something happened"), false },
	{ "promised", NULL, "handshake", TR("promised: {name}"), true },
	{ "promise_kept", NULL, "circle-check", TR("kept a promise: {name}"), true },
	{ "promise_late", NULL, "circle-check", TR("made good a promise, too late: {name}"), true },
	{ "promise_broken", NULL, "triangle-alert", TR("saw that a promise was not kept: {name}"),
	  true },
	{ "promise_withdrawn", NULL, "undo-2",
	  TR("took back a promise with the customer’s consent: {name}"), true },
	{ "promise_again", NULL, "rotate-ccw",
	  TR("said that a promise is still to be kept: {name}"), true },
	{ "undelivered", NULL, "triangle-alert",
	  TR("got the reply back: it did not arrive ({name})"), true },
	{ "undelivered_copy", NULL, "triangle-alert",
	  TR("got a copy of the reply back: it did not arrive ({name})"), true },
	{ "unreachable", NULL, "triangle-alert",
	  TR("cannot reach the customer by mail; please find another way, such as a call ({name})"),
	  true },
	{ "held_back", NULL, "ban",
	  TR("did not write to {name} by itself once more: there were too many such mails"), true },
	{ "infected", NULL, "triangle-alert",
	  TR("found a virus in {name}; the file is kept and handed to nobody"), true },
	{ "outbox.again", NULL, "rotate-ccw", TR("sent it once more ({name})"), true },
	{ "outbox.done", NULL, "circle-check", TR("saw to the mail that did not arrive ({name})"),
	  true },
	{ "unsent", NULL, "triangle-alert",
	  TR("saw that the reply has not left yet: what was promised runs on"), false },
	{ "delayed", NULL, "clock",
	  TR("heard that the reply is late and still on its way ({name})"), true },
	{ "task_given", NULL, "list-checks", TR("gave a task to {name}"), true },
	{ "task_done", NULL, "circle-check", TR("did a task: {name}"), true },
	{ "task_declined", NULL, "circle-help", TR("declined a task: {name}"), true },
	{ "task_taken_back", NULL, "undo-2", TR("took a task back: {name}"), true },
	{ "woken", NULL, "alarm-clock", TR("brought it back into the inbox"), false },
	{ "rule_stuck", NULL, "triangle-alert", TR("could not do a part of it: {name}"), true },
	{ "rule_stopped", NULL, "ban",
	  TR("stopped the rule “{name}” here: it would have gone on and on"), true },
	{ "asked", NULL, "circle-help", TR("asked whether it is really solved"), false },
	{ "reminded", NULL, "bell", TR("asked once more whether it is really solved"), false },
	/* icons: flag pencil inbox user-check users-round circle-check rotate-ccw circle-help ban
	 * trash-2 undo-2 link unlink merge split bell triangle-alert clock check handshake
	 * list-checks workflow alarm-clock */
};

/* "17 Tomas Vaitkus" names Tomas; a number alone was written before names were. */
static const char *named(const char *kind, const char *detail)
{
	size_t digits = strspn(detail, "0123456789");

	if (strcmp(kind, "assigned") != 0)
		return detail;
	return detail[digits] == ' ' ? detail + digits + 1 : "";
}

/* "chose Rasa: speaks Lithuanian, 3 of 8 tickets", as it was decided then. */
static const char *choice_words(struct ctx *cx, const char *detail)
{
	struct why why;

	if (!why_read(cx, detail, &why))
		return "";
	return i18n_fill(cx->arena, i18n_text(cx->language, TR("{name}: {why}")), "name", why.name,
			 "why", why_words(cx, cx->language, &why), NULL);
}

/* What chooses among the sentences of a kind. */
static const char *detail_of(const struct history *line, const char *name)
{
	bool names_owner = hk_equal(line->kind, "assigned") || hk_equal(line->kind, "opened");

	return names_owner && hk_equal(name, line->actor_name) ? "self" : line->detail;
}

/* "urgent harm stranded": as history_priority() writes it. */
static const char *priority_words(struct ctx *cx, const char *detail)
{
	size_t length = strcspn(detail, " ");
	const char *priority = hk_copy(cx->arena, detail, length);
	const char *rest = detail + length;
	const char *harm = hk_starts(rest, " harm ") ? rest + strlen(" harm ") : "";
	const char *reason = hk_starts(rest, " own ") ? rest + strlen(" own ") : "";

	return i18n_fill(
		cx->arena,
		i18n_text(cx->language,
			  *reason ? TR("set the priority, other than the harm says. {name}")
				  : TR("set the priority. {name}")),
		"name", priority_why(cx, priority, harm, reason), NULL);
}

/* "1795334400000 WHY", as snooze_put() writes it. */
static const char *snooze_words(struct ctx *cx, const char *detail)
{
	const struct i18n_reader mine = i18n_reader_of(cx);
	size_t length = strcspn(detail, " ");
	const char *why = hk_trim(cx->arena, detail + length);
	int64_t until = 0;

	(void)hk_number(hk_copy(cx->arena, detail, length), &until);
	return i18n_fill(cx->arena,
			 i18n_text(cx->language, *why ? TR("put it away until {time}: {why}")
						      : TR("put it away until {time}")),
			 "time", i18n_due(&mine, cx->now, until), "why", why, NULL);
}

/* Of the house's own deeds those of rules have a name. */
static const char *who_of(struct ctx *cx, const struct history *line)
{
	if (!*line->actor_name || hk_equal(line->kind, "chosen"))
		return i18n_text(cx->language, hk_equal(line->actor_kind, "customer")
						       ? TR("The customer")
						       : TR("Hark"));
	if (hk_equal(line->actor_kind, "system"))
		return i18n_fill(cx->arena, i18n_text(cx->language, TR("The rule “{name}”")),
				 "name", line->actor_name, NULL);
	return line->actor_name;
}

static bool part_of(struct ctx *cx, const struct history *line, struct part_event *ret)
{
	const char *name = named(line->kind, line->detail), *detail = detail_of(line, name);
	const char *who = who_of(cx, line);

	if (strcmp(line->kind, "chosen") == 0)
		name = choice_words(cx, line->detail);
	if (hk_equal(line->kind, "rule_stuck"))
		name = i18n_text(cx->language, line->detail);
	if (hk_equal(line->kind, "ruled")) {
		if (!hk_equal(line->actor_kind, "staff"))
			who = i18n_text(cx->language, TR("Hark"));
		*ret = (struct part_event){ .icon = "workflow", .who = who, .at = line->at };
		ret->words = ruled_words(cx, line->detail);
		return *ret->words != '\0';
	}
	if (hk_equal(line->kind, "priority")) {
		*ret = (struct part_event){ .icon = "flag", .who = who, .at = line->at };
		ret->words = priority_words(cx, line->detail);
		return true;
	}
	if (hk_equal(line->kind, "snoozed")) {
		*ret = (struct part_event){ .icon = "alarm-clock", .who = who, .at = line->at };
		ret->words = snooze_words(cx, line->detail);
		return true;
	}
	for (size_t i = 0; i < HK_COUNT(lines); i++) {
		if (*lines[i].kind != *line->kind || strcmp(lines[i].kind, line->kind) != 0 ||
		    (lines[i].detail && strcmp(lines[i].detail, detail) != 0))
			continue;
		*ret = (struct part_event){ .icon = lines[i].icon, .who = who, .at = line->at };
		ret->words = i18n_text(cx->language, lines[i].words);
		if (lines[i].has_name)
			ret->words = i18n_fill(cx->arena, ret->words, "name", name, NULL);
		return true;
	}
	return false;
}

bool history_part(struct ctx *cx, const struct history *line, struct part_event *ret)
{
	if (!part_of(cx, line, ret))
		return false;
	if (line->number)
		ret->words = hk_format(cx->arena, "%s (#%" PRId64 ")", ret->words, line->number);
	return true;
}
