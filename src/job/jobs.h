/* The queued duties, all in job_kinds. Each runs in one transaction with the row that
 * says it is done; HK_CONFLICT and HK_NOT_FOUND mean that nothing is left to do. */
#pragma once

#include "core/event.h"
#include "core/job.h"

extern const struct job_kind confirm_job;          /* tells the customer who, what next, by when */
extern const struct job_kind left_out_mail_job;    /* tells a sender which files were too much */
extern const struct job_kind too_large_mail_job;   /* tells a sender that his mail was too large */
extern const struct job_kind follow_up_ask_job;    /* was it really solved? */
extern const struct job_kind follow_up_remind_job; /* the same once more, after 3 days */
extern const struct job_kind follow_up_close_job;  /* silence: not confirmed, after 7 days */
extern const struct job_kind owner_notify_job;     /* a mail to an owner who is not looking */
extern const struct job_kind owner_returned_job;   /* the same, of a reply that did not arrive */
extern const struct job_kind staff_left_job;       /* tickets of somebody who left go to others */
extern const struct job_kind assignment_unfit_job; /* supervisors hear that nobody quite fits */
extern const struct job_kind absence_begin_job;    /* what is urgent goes to the stand-in */
extern const struct job_kind handover_tell_job;    /* a colleague is asked, or has answered */
extern const struct job_kind skill_ends_job;       /* a skill ends within a month */
extern const struct job_kind later_job;            /* a reply that waited leaves, or stops */
extern const struct job_kind unsent_job;           /* a reply has not left within a minute */
extern const struct job_kind later_told_job;       /* its writer hears that it stopped */
extern const struct job_kind promise_warn_job;     /* a promise is due soon */
extern const struct job_kind promise_broken_job;   /* a promise was not kept */
extern const struct job_kind batch_job;            /* one deed for many tickets, slice by slice */
extern const struct job_kind totp_off_job;         /* whose authenticator was taken off */
extern const struct job_kind notification_job;     /* a mail to whoever is not looking */
extern const struct job_kind task_late_job;        /* doer and giver of a task that is late */
extern const struct job_kind decision_late_job;    /* of a meeting: owner and writer hear of it */
extern const struct job_kind silent_late_job;      /* who fell silent was not called in time */
extern const struct job_kind snooze_job;           /* a ticket comes back into an inbox */
extern const struct job_kind follow_job;           /* those who follow a ticket hear of it */
extern const struct job_kind search_renew_job;     /* words of a ticket that moved, found anew */
extern const struct job_kind rule_event_job;       /* rules look at what happened to a ticket */
extern const struct job_kind rule_tick_job;        /* every minute while a timed rule is on */
extern const struct job_kind rule_sweep_job;       /* what came to the time of a rule */
extern const struct job_kind rule_look_job;        /* one ticket at a time kept for it */
extern const struct job_kind rule_try_job;         /* a dry run, slice by slice */
extern const struct job_kind rule_stopped_job;     /* a rule would have run on and on */
extern const struct job_kind rule_mail_job;        /* a saved reply that a rule sends */

extern const struct job_kind cause_stop_job;       /* a line is stopped and nobody has answered */
extern const struct job_kind prevention_check_job; /* the day of a prediction */
extern const struct job_kind improvement_job;      /* tells people what changed */

extern const struct job_kind complaint_recorded_job; /* tells the customer that it is recorded */
extern const struct job_kind complaint_stands_job;   /* and where it stands, before a word is due */

extern const struct job_kind loop_call_job; /* the clock of who waits for a word after a survey */
extern const struct job_kind loop_tell_job; /* a mail to one of us about it */
extern const struct job_kind loop_ask_job;  /* was it put right? */

/* Both end with an empty one. */
extern const struct job_kind *const job_kinds[];
extern const struct subscriber job_subscribers[];

/* Subscribers: what follows from an event, in its transaction. */
enum hk_result confirm_on_opened(struct ctx *cx, const struct event *event);
enum hk_result owner_notify_on_word(struct ctx *cx, const struct event *event);
enum hk_result later_on_event(struct ctx *cx, const struct event *event);
enum hk_result follow_on_event(struct ctx *cx, const struct event *event);
enum hk_result rule_on_event(struct ctx *cx, const struct event *event);
enum hk_result survey_on_ticket(struct ctx *cx, const struct event *event);

/* Promises that are due soon or broke: who must keep them is told. ret_count: how many. Needs a
 * writing cx->db. */
enum hk_result promises_tell(struct ctx *cx, size_t *ret_count);
/* Removes what has served its time: events, sessions, links, limits, finished jobs. A slice of
 * them, so that others may write in between; ret_is_done: nothing is left. */
enum hk_result tidy(struct ctx *cx, bool *ret_is_done);
