#include "job/jobs.h"

#include "feedback/loop/loop_case.h"
#include "job/clock_call.h"
#include "job/mail/gathered.h"
#include "job/mail/link_mail.h"

const struct subscriber job_subscribers[] = {
	/* What a rule makes of a ticket stands in the mails about it: by when he hears, how urgent
	 * it is, who has it. Duties of one moment are done in the order in which they were added.
	 */
	{ NULL, rule_on_event },
	{ "ticket.opened", confirm_on_opened },
	{ NULL, owner_notify_on_word },
	{ NULL, later_on_event },
	{ NULL, follow_on_event },
	{ NULL, survey_on_ticket },
	{ NULL, loop_on_response },
	{ NULL, loop_on_ticket },
	{ NULL, NULL },
};

const struct job_kind *const job_kinds[] = {
	&confirm_job,
	&gathered_job,
	&complaint_recorded_job,
	&complaint_stands_job,
	&follow_up_ask_job,
	&follow_up_remind_job,
	&follow_up_close_job,
	&later_job,
	&later_told_job,
	&unsent_job,
	&link_mail_job,
	&owner_notify_job,
	&owner_returned_job,
	&search_renew_job,
	&staff_left_job,
	&left_out_mail_job,
	&too_large_mail_job,
	&promise_warn_job,
	&promise_broken_job,
	&batch_job,
	&assignment_unfit_job,
	&absence_begin_job,
	&skill_ends_job,
	&handover_tell_job,
	&notification_job,
	&totp_off_job,
	&task_late_job,
	&decision_late_job,
	&silent_late_job,
	&snooze_job,
	&follow_job,
	&clock_tell_job,
	&clock_pause_job,
	&clock_legal_pause_job,
	&standard_review_job,
	&rule_event_job,
	&rule_tick_job,
	&rule_sweep_job,
	&rule_look_job,
	&rule_try_job,
	&rule_stopped_job,
	&rule_mail_job,
	&cause_stop_job,
	&prevention_check_job,
	&improvement_job,
	&loop_call_job,
	&loop_tell_job,
	&loop_ask_job,
	NULL,
};
