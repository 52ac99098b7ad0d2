#include "deeds.h"

#include <string.h>

#include "test.h"
#include "ticket/clock/follow_up.h"
#include "ticket/owner/assignment.h"
#include "ticket/state.h"
#include "ticket/work/snooze.h"

struct deed {
	int64_t number, id, result_id;
	const char *text;
	const struct reply *reply;
	enum reply_then then;
	bool is_yes;
	struct ticket ticket;
	enum hk_result (*work)(struct ctx *cx, struct deed *deed);
};

static enum hk_result find_and_do(struct ctx *cx, void *data)
{
	struct deed *deed = data;

	HK_TRY(ticket_find(cx, deed->number, &deed->ticket));
	return deed->work(cx, deed);
}

/* What was done is undone: as when the database was lost before the commit. */
static enum hk_result do_in_vain(struct ctx *cx, void *data)
{
	HK_TRY(find_and_do(cx, data));
	return HK_UNAVAILABLE;
}

/* Every deed is tried in vain first, because any function that writes may run more than once. */
static enum hk_result run(struct house_world *world, struct deed *deed)
{
	enum hk_result result = ctx_write(&world->cx, do_in_vain, deed);

	if (result != HK_UNAVAILABLE)
		return result;
	return ctx_write(&world->cx, find_and_do, deed);
}

static struct reply reply_of(const struct deed *deed, bool is_note)
{
	return (struct reply){ .is_note = is_note,
			       .text = deed->text,
			       .html = "<p>text</p>",
			       .tokens = "",
			       .then = deed->then,
			       .is_sure = true,
			       .hold_ms = REPLY_HOLD_MS };
}

static enum hk_result reply(struct ctx *cx, struct deed *deed)
{
	struct reply reply = reply_of(deed, false);

	return reply_add(cx, &deed->ticket, &reply, &deed->result_id);
}

enum hk_result deed_reply(struct house_world *world, int64_t number, const char *text,
			  enum reply_then then, int64_t *ret_message_id)
{
	struct deed deed = { .number = number, .text = text, .then = then, .work = reply };
	enum hk_result result = run(world, &deed);

	if (result == HK_OK && ret_message_id)
		*ret_message_id = deed.result_id;
	return result;
}

struct reply deed_words(const char *text, struct people_text people)
{
	return (struct reply){ .text = text,
			       .html = "<p>text</p>",
			       .tokens = "",
			       .then = REPLY_WAIT,
			       .seen_id = INT64_MAX,
			       .people = people,
			       .hold_ms = REPLY_HOLD_MS };
}

static enum hk_result send_reply(struct ctx *cx, struct deed *deed)
{
	return reply_add(cx, &deed->ticket, deed->reply, &deed->result_id);
}

enum hk_result deed_send(struct house_world *world, int64_t number, const struct reply *reply,
			 int64_t *ret_message_id)
{
	struct deed deed = { .number = number, .reply = reply, .work = send_reply };
	enum hk_result result = run(world, &deed);

	if (result == HK_OK)
		*ret_message_id = deed.result_id;
	return result;
}

static enum hk_result note(struct ctx *cx, struct deed *deed)
{
	struct reply reply = reply_of(deed, true);

	return reply_add(cx, &deed->ticket, &reply, &deed->result_id);
}

enum hk_result deed_note(struct house_world *world, int64_t number, const char *text)
{
	struct deed deed = { .number = number, .text = text, .work = note };

	return run(world, &deed);
}

static enum hk_result undo_reply(struct ctx *cx, struct deed *deed)
{
	return reply_undo(cx, &deed->ticket, deed->id);
}

enum hk_result deed_undo_reply(struct house_world *world, int64_t number, int64_t message_id)
{
	struct deed deed = { .number = number, .id = message_id, .work = undo_reply };

	return run(world, &deed);
}

static enum hk_result word(struct ctx *cx, struct deed *deed)
{
	struct message_new new = {
		.message = { .kind = "in",
			     .channel = "portal",
			     .at = cx->now,
			     .author_kind = "customer",
			     .author_id = deed->ticket.customer_id,
			     .from_name = "Jonas",
			     .from_address = "jonas@example.net",
			     .subject = "",
			     .body = deed->text,
			     .reply = deed->text,
			     .language = "en",
			     .is_automatic = deed->is_yes,
			     .mail_id = "",
			     .raw_blob = "",
			     .sending = "" },
	};

	return answer_add(cx, &deed->ticket, &new);
}

enum hk_result deed_word(struct house_world *world, int64_t number, const char *text,
			 bool is_automatic)
{
	struct deed deed = { .number = number, .text = text, .is_yes = is_automatic, .work = word };

	return run(world, &deed);
}

static enum hk_result resolve(struct ctx *cx, struct deed *deed)
{
	return ticket_resolve(cx, &deed->ticket, &deed->result_id);
}

enum hk_result deed_resolve(struct house_world *world, int64_t number, int64_t *ret_undo)
{
	struct deed deed = { .number = number, .work = resolve };
	enum hk_result result = run(world, &deed);

	if (ret_undo)
		*ret_undo = deed.result_id;
	return result;
}

static enum hk_result reopen(struct ctx *cx, struct deed *deed)
{
	return ticket_reopen(cx, &deed->ticket, "");
}

enum hk_result deed_reopen(struct house_world *world, int64_t number)
{
	struct deed deed = { .number = number, .work = reopen };

	return run(world, &deed);
}

static enum hk_result end(struct ctx *cx, struct deed *deed)
{
	return ticket_close(cx, &deed->ticket, deed->text);
}

enum hk_result deed_close(struct house_world *world, int64_t number, const char *how)
{
	struct deed deed = { .number = number, .text = how, .work = end };

	return run(world, &deed);
}

static enum hk_result put_aside(struct ctx *cx, struct deed *deed)
{
	return ticket_put_aside(cx, &deed->ticket, deed->text, &deed->result_id);
}

enum hk_result deed_put_aside(struct house_world *world, int64_t number, const char *where,
			      int64_t *ret_undo)
{
	struct deed deed = { .number = number, .text = where, .work = put_aside };
	enum hk_result result = run(world, &deed);

	if (ret_undo)
		*ret_undo = deed.result_id;
	return result;
}

static enum hk_result restore(struct ctx *cx, struct deed *deed)
{
	return ticket_restore(cx, &deed->ticket);
}

enum hk_result deed_restore(struct house_world *world, int64_t number)
{
	struct deed deed = { .number = number, .work = restore };

	return run(world, &deed);
}

static enum hk_result undo(struct ctx *cx, struct deed *deed)
{
	return ticket_undo(cx, &deed->ticket, deed->id);
}

enum hk_result deed_undo(struct house_world *world, int64_t number, int64_t history_id)
{
	struct deed deed = { .number = number, .id = history_id, .work = undo };

	return run(world, &deed);
}

static enum hk_result assign(struct ctx *cx, struct deed *deed)
{
	return ticket_assign(cx, &deed->ticket, deed->id, &deed->result_id);
}

enum hk_result deed_assign(struct house_world *world, int64_t number, int64_t staff_id,
			   int64_t *ret_undo)
{
	struct deed deed = { .number = number, .id = staff_id, .work = assign };
	enum hk_result result = run(world, &deed);

	if (ret_undo)
		*ret_undo = deed.result_id;
	return result;
}

static enum hk_result move(struct ctx *cx, struct deed *deed)
{
	return ticket_move(cx, &deed->ticket, deed->id);
}

enum hk_result deed_move(struct house_world *world, int64_t number, int64_t team_id)
{
	struct deed deed = { .number = number, .id = team_id, .work = move };

	return run(world, &deed);
}

static enum hk_result change(struct ctx *cx, struct deed *deed)
{
	struct ticket wish = deed->ticket;

	wish.subject = deed->text;
	return ticket_change(cx, &wish);
}

enum hk_result deed_change(struct house_world *world, int64_t number, const char *subject)
{
	struct deed deed = { .number = number, .text = subject, .work = change };

	return run(world, &deed);
}

static enum hk_result snooze(struct ctx *cx, struct deed *deed)
{
	return deed->id ? snooze_put(cx, &deed->ticket, deed->id, deed->text)
			: snooze_end(cx, &deed->ticket);
}

enum hk_result deed_snooze(struct house_world *world, int64_t number, int64_t until,
			   const char *why)
{
	struct deed deed = { .number = number, .id = until, .text = why, .work = snooze };

	return run(world, &deed);
}

static enum hk_result answer(struct ctx *cx, struct deed *deed)
{
	return follow_up_answer(cx, &deed->ticket, deed->is_yes);
}

enum hk_result deed_answer(struct house_world *world, int64_t number, bool is_solved)
{
	struct deed deed = { .number = number, .is_yes = is_solved, .work = answer };

	return run(world, &deed);
}

struct intake_outcome deed_mail(struct house_world *world, const char *mailbox, const char *raw)
{
	struct intake_mail mail = { .raw = raw, .length = strlen(raw), .mailbox = mailbox };
	struct intake_outcome outcome;

	world_act(world, &world->system);
	assert_int_equal(intake_mail(&world->cx, &mail, &outcome), HK_OK);
	return outcome;
}
