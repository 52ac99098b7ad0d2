/* A mail about what stands in somebody's bell, by his wish: when he is not looking, always, or
 * never. What he has seen meanwhile needs no mail. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/org.h"
#include "job/jobs.h"
#include "job/mail/mail.h"
#include "people/staff.h"
#include "ticket/sight.h"
#include "ticket/work/notification.h"
#include "tpl_mail_notification.h"
#include "tpl_mail_notification_text.h"

/* Who did something in a browser within this time is looking. */
enum { LOOKING = 10 * HK_MINUTE };

/* Who looks at something else may not see his bell: what cannot wait leaves after so long without
 * having been read. */
enum { UNREAD = 3 * HK_MINUTE };

static bool cannot_wait(const struct notification *what)
{
	return strcmp(what->kind, "line.stopped") == 0 || strcmp(what->kind, "line.unheard") == 0;
}

static bool wants_mail(const struct staff *staff)
{
	return staff->is_active && strcmp(staff->notify_by_mail, "never") != 0;
}

static bool is_looking(const struct ctx *cx, const struct staff *staff)
{
	return strcmp(staff->notify_by_mail, "always") != 0 && staff->seen_at > cx->now - LOOKING;
}

static enum hk_result look_again(struct ctx *cx, const struct notification *what)
{
	return job_add(cx, NOTIFICATION_JOB, what->id, what->at + UNREAD,
		       hk_format(cx->arena, "%" PRId64 " unread", what->id));
}

/* The owner gets a mail of each word on his ticket anyway. */
static bool is_said_already(const struct notification *what, const struct ticket *ticket,
			    const struct staff *staff)
{
	return strcmp(what->kind, "follow.word") == 0 && ticket->owner_id == staff->id;
}

static enum hk_result write(struct ctx *cx, const struct notification *what,
			    const struct ticket *ticket, const struct staff *staff)
{
	struct mail_order order;
	struct org org;

	HK_TRY(org_find(cx, &org));
	/* It is no mail of the ticket's own thread: nobody answers it. */
	order = (struct mail_order){
		.effect_key = hk_format(cx->arena, "notification %" PRId64, what->id),
		.to = staff->email,
		.name = staff->name,
		.language = *staff->language ? staff->language : org.language,
		.timezone = *staff->timezone ? staff->timezone : org.timezone,
		.digits = "latin",
		.text = tpl_mail_notification_text,
		.html = tpl_mail_notification,
		.mailbox_id = ticket->mailbox_id,
		.rule = "notification",
		.is_counted = true,
		.staff_id = staff->id,
	};
	order.words = (struct mail_words){ .name = staff->name,
					   .organisation = org.name,
					   .link = mail_link(cx, notification_path(cx, what)),
					   .preview = what->words,
					   .sentence = notification_say(cx, order.language, what) };
	return mail_queue(cx, &order);
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct notification what;
	struct ticket ticket;
	struct staff staff;
	bool may;

	HK_TRY(notification_by_row(cx, job->about_id, &what));
	HK_TRY(staff_find(cx, what.staff_id, &staff));
	if (what.read_at || !wants_mail(&staff))
		return HK_OK;
	if (is_looking(cx, &staff)) {
		if (!cannot_wait(&what))
			return HK_OK;
		if (cx->now < what.at + UNREAD)
			return look_again(cx, &what);
	}
	/* It is about no ticket; the mail comes from the usual mailbox. */
	if (notification_is_of_house(&what)) {
		ticket = (struct ticket){ .id = 0 };
		return write(cx, &what, &ticket, &staff);
	}
	HK_TRY(ticket_by_id(cx, what.ticket_id, &ticket));
	HK_TRY(sight_has(cx, &ticket, &staff, &may));
	what.may_see = may;
	/* It was moved to where he may not look. */
	if ((!may && !what.task_id) || is_said_already(&what, &ticket, &staff))
		return HK_OK;
	return write(cx, &what, &ticket, &staff);
}

const struct job_kind notification_job = { NOTIFICATION_JOB, run };
