/* Those who follow a ticket hear of new words and of its ends. What can still be taken back is told
 * when it can no more. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "job/jobs.h"
#include "ticket/message.h"
#include "ticket/work/follower.h"
#include "ticket/work/notification.h"
#include "ticket/write/reply.h"

static const struct {
	const char *event, *kind;
	bool is_held; /* it may be taken back for ten seconds */
} heard[] = {
	{ "message.added", "follow.word", false },    { "message.noted", "follow.word", false },
	{ "message.sent", "follow.word", true },      { "message.forwarded", "follow.word", true },
	{ "ticket.resolved", "follow.end", true },    { "ticket.closed", "follow.end", false },
	{ "ticket.reopened", "follow.again", false }, { "side.answered", "follow.word", false },
};

/* The key says what happened, who did it and which message was the newest then. */
enum hk_result follow_on_event(struct ctx *cx, const struct event *event)
{
	struct ticket ticket;

	for (size_t i = 0; i < HK_COUNT(heard); i++) {
		if (strcmp(heard[i].event, event->kind) != 0)
			continue;
		HK_TRY(ticket_by_row(cx, event->ticket_id, &ticket));
		if (!ticket.follower_count)
			return HK_OK;
		return job_add(
			cx, FOLLOW_JOB, ticket.id, cx->now + (heard[i].is_held ? REPLY_HOLD_MS : 0),
			hk_format(cx->arena, "%s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
				  heard[i].kind, cx->actor->kind == ACTOR_STAFF ? cx->actor->id : 0,
				  ticket.last_message_id, ticket.id, cx->now));
	}
	return HK_OK;
}

struct happening {
	const char *kind;
	int64_t actor_id, message_id;
	const char *from_name, *words, *effect_key;
};

static struct happening read_key(struct ctx *cx, const struct job *job)
{
	size_t length = strcspn(job->effect_key, " ");
	char *end;
	struct happening what = { .kind = hk_copy(cx->arena, job->effect_key, length),
				  .from_name = "",
				  .words = "",
				  .effect_key = job->effect_key };

	what.actor_id = strtoll(job->effect_key + length, &end, 10);
	what.message_id = strtoll(end, NULL, 10);
	return what;
}

/* False: it was taken back, or is over. */
static enum hk_result look(struct ctx *cx, const struct ticket *ticket, struct happening *what,
			   bool *ret)
{
	struct message message;
	enum hk_result result = HK_OK;

	*ret = true;
	if (strcmp(what->kind, "follow.end") == 0)
		*ret = strcmp(ticket->bucket, "active") != 0;
	else if (strcmp(what->kind, "follow.again") == 0)
		*ret = strcmp(ticket->bucket, "active") == 0;
	if (strcmp(what->kind, "follow.word") != 0) {
		what->words = ticket->subject;
		return HK_OK;
	}
	result = message_find(cx, ticket, what->message_id, &message);
	*ret = result == HK_OK;
	if (!*ret)
		return result == HK_NOT_FOUND ? HK_OK : result;
	what->from_name = *message.from_name ? message.from_name : message.from_address;
	what->words = message.reply;
	/* A mention in it is told once. */
	what->effect_key = hk_format(cx->arena, "message %" PRId64, message.id);
	return HK_OK;
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct happening what = read_key(cx, job);
	struct staff_list followers;
	struct ticket ticket;
	bool is_true;

	HK_TRY(ticket_by_id(cx, job->about_id, &ticket));
	HK_TRY(look(cx, &ticket, &what, &is_true));
	if (!is_true)
		return HK_OK;
	HK_TRY(follower_every(cx, &ticket, &followers));
	for (size_t i = 0; i < followers.count; i++)
		if (followers.items[i].id != what.actor_id)
			HK_TRY(notification_add(
				cx, &(struct notification){ .staff_id = followers.items[i].id,
							    .effect_key = what.effect_key,
							    .kind = what.kind,
							    .ticket_id = ticket.id,
							    .number = ticket.number,
							    .from_name = what.from_name,
							    .words = what.words }));
	return HK_OK;
}

const struct job_kind follow_job = { FOLLOW_JOB, run };
