#include "ticket/kept.h"

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record tickets = DB_RECORD("ticket", struct tally, tally_columns);
static const struct db_record clocks = DB_RECORD("clock", struct tally, tally_columns);
static const struct db_record people = DB_RECORD("staff", struct tally, tally_columns);
static const struct db_record teams = DB_RECORD("team", struct tally, tally_columns);
static const struct db_record messages = DB_RECORD("message", struct tally, tally_columns);
static const struct db_record ledger = DB_RECORD("inbound", struct tally, tally_columns);
static const struct db_record days = DB_RECORD("rule_day", struct tally, tally_columns);
static const struct db_record counts = DB_RECORD("counter", struct tally, tally_columns);

/* Each finds rows that contradict what they are kept from; none is right. */
static const struct {
	const char *sentence;
	const struct db_record *record;
	const char *condition;
} rules[] = {
	{ "tickets whose number of messages is wrong", &tickets,
	  "(" DB_WALKS
	  "message_count <> (SELECT count(*) FROM message WHERE message.org_id = ticket.org_id AND"
	  " message.ticket_id = ticket.id))" },
	{ "tickets whose newest message is another one", &tickets,
	  "(" DB_WALKS "last_message_id <> coalesce((SELECT max(message.id) FROM message WHERE"
	  " message.org_id = ticket.org_id AND message.ticket_id = ticket.id), 0))" },
	{ "active tickets whose earliest clock is wrong", &tickets,
	  "(" DB_WALKS "bucket = 'active' AND due_kind <> 'promise' AND"
	  " due_at <> coalesce((SELECT min(clock.due_at) FROM clock WHERE"
	  " clock.org_id = ticket.org_id AND clock.ticket_id = ticket.id AND"
	  " clock.state = 'running'), 253402300799999))" },
	{ "active tickets that are due after a promise", &tickets,
	  "(" DB_WALKS "bucket = 'active' AND (due_at > promise_due_at OR"
	  " (due_kind = 'promise' AND due_at <> promise_due_at)))" },
	{ "tickets whose earliest promise is wrong", &tickets,
	  "(" DB_WALKS "promise_due_at <> coalesce((SELECT min(promise.due_at) FROM promise WHERE"
	  " promise.org_id = ticket.org_id AND promise.ticket_id = ticket.id AND"
	  " promise.settled_at = 0), 253402300799999))" },
	{ "tickets whose complaint stands elsewhere", &tickets,
	  "(" DB_WALKS
	  "complaint <> '' AND complaint NOT IN ('suspected', 'dismissed') AND complaint <>"
	  " coalesce((SELECT complaint.stage FROM complaint WHERE complaint.org_id ="
	  " ticket.org_id AND complaint.ticket_id = ticket.id), ''))" },
	/* What is solved is due by what runs on for a reply that has not left. */
	{ "tickets at their end that are due at a wrong time", &tickets,
	  "(" DB_WALKS "bucket <> 'active' AND due_at <> coalesce((SELECT min(clock.due_at) FROM"
	  " clock WHERE clock.org_id = ticket.org_id AND clock.ticket_id = ticket.id AND"
	  " clock.state = 'running' AND ticket.bucket = 'resolved'), 253402300799999))" },
	{ "clocks that run although their ticket has come to its end", &clocks,
	  "(" DB_WALKS "state = 'running' AND EXISTS (SELECT 1 FROM ticket WHERE ticket.org_id ="
	  " clock.org_id AND ticket.id = clock.ticket_id AND (ticket.state = 'closed' OR"
	  " (ticket.state = 'resolved' AND clock.stopped_at = 0))))" },
	{ "clocks that run for a reply that waits no more", &clocks,
	  "(" DB_WALKS "state = 'running' AND stopped_at > 0 AND NOT EXISTS (SELECT 1 FROM outbox"
	  " WHERE outbox.org_id = clock.org_id AND outbox.ticket_id = clock.ticket_id AND"
	  " outbox.dated_at = clock.stopped_at AND outbox.state IN ('held', 'queued',"
	  " 'sending') AND outbox.reached_at = 0))" },
	{ "tickets that stand in the wrong list", &tickets,
	  "(" DB_WALKS "(bucket = 'active' AND state NOT IN ('new', 'open', 'waiting')) OR"
	  " (bucket = 'resolved' AND state <> 'resolved') OR"
	  " (bucket = 'closed' AND state <> 'closed') OR (closed_as IS NULL) = (state = "
	  "'closed'))" },
	{ "tickets without an owner who is here", &tickets,
	  "(" DB_WALKS "bucket = 'active' AND NOT EXISTS (SELECT 1 FROM staff WHERE"
	  " staff.org_id = ticket.org_id AND staff.id = ticket.owner_id))" },
	{ "members of staff whose number of tickets is wrong", &people,
	  "(" DB_WALKS
	  "active_count <> (SELECT count(*) FROM ticket WHERE ticket.org_id = staff.org_id AND"
	  " ticket.owner_id = staff.id AND ticket.bucket = 'active'))" },
	{ "members of staff whose number of tickets put away is wrong", &people,
	  "(" DB_WALKS
	  "snoozed <> (SELECT count(*) FROM ticket WHERE ticket.org_id = staff.org_id AND"
	  " ticket.owner_id = staff.id AND ticket.bucket = 'active' AND"
	  " ticket.snoozed_until <> 0))" },
	{ "tickets at their end that are put away", &tickets,
	  "(" DB_WALKS "bucket <> 'active' AND snoozed_until <> 0)" },
	{ "members of staff whose work is not that of their tickets", &people,
	  "(" DB_WALKS
	  "work <> (SELECT coalesce(sum(ticket.work), 0) FROM ticket WHERE ticket.org_id ="
	  " staff.org_id AND ticket.owner_id = staff.id AND ticket.bucket = 'active') OR"
	  " burden <> work * 100 / share)" },
	{ "members of staff whose number of tickets of a channel is wrong", &people,
	  "(" DB_WALKS "active_count <> (SELECT coalesce(sum(staff_channel.active_count), 0) FROM"
	  " staff_channel WHERE staff_channel.org_id = staff.org_id AND"
	  " staff_channel.staff_id = staff.id))" },
	{ "members of staff whose number of hand-overs is wrong", &people,
	  "(" DB_WALKS
	  "handovers <> (SELECT count(*) FROM handover WHERE handover.org_id = staff.org_id AND"
	  " handover.to_id = staff.id AND handover.state = 'asked') +"
	  " (SELECT count(*) FROM handover WHERE handover.org_id = staff.org_id AND"
	  " handover.from_id = staff.id AND handover.state IN ('asked', 'declined')))" },
	{ "teams whose number of tickets is wrong", &teams,
	  "(" DB_WALKS
	  "active_count <> (SELECT count(*) FROM ticket WHERE ticket.org_id = team.org_id AND"
	  " ticket.team_id = team.id AND ticket.bucket = 'active'))" },
	{ "numbers that were given to no ticket", &tickets,
	  "(" DB_WALKS
	  "number > (SELECT value FROM counter WHERE counter.org_id = ticket.org_id AND"
	  " counter.name = 'ticket'))" },
	{ "messages that wait to be sent by nobody", &messages,
	  "(" DB_WALKS "sending IN ('held', 'queued') AND NOT EXISTS (SELECT 1 FROM outbox WHERE"
	  " outbox.org_id = message.org_id AND outbox.message_id = message.id AND"
	  " outbox.state IN ('held', 'queued', 'sending')))" },
	{ "messages in the ledger without an outcome", &ledger, "(outcome = 'pending')" },
	{ "mails that the ledger does not know", &messages,
	  "(" DB_WALKS
	  "raw_blob <> '' AND raw_blob NOT IN (SELECT inbound.raw_blob FROM inbound WHERE"
	  " inbound.org_id = $1))" },
	{ "messages that the ledger knows and that are not there", &ledger,
	  "(" DB_WALKS "message_id <> 0 AND NOT EXISTS (SELECT 1 FROM message WHERE"
	  " message.org_id = inbound.org_id AND message.id = inbound.message_id))" },
	{ "replies to nobody", &messages,
	  "(" DB_WALKS
	  "kind = 'out' AND sending <> '' AND NOT EXISTS (SELECT 1 FROM recipient WHERE"
	  " recipient.org_id = message.org_id AND recipient.ticket_id = message.ticket_id AND"
	  " recipient.message_id = message.id))" },
	{ "replies that were not sent, and the outbox does not know why", &messages,
	  "(" DB_WALKS "sending IN ('failed', 'unknown') AND NOT EXISTS (SELECT 1 FROM outbox WHERE"
	  " outbox.org_id = message.org_id AND outbox.message_id = message.id))" },
	{ "tickets whose customer has no address", &tickets,
	  "(" DB_WALKS "NOT EXISTS (SELECT 1 FROM address WHERE address.org_id = ticket.org_id AND"
	  " address.customer_id = ticket.customer_id) AND EXISTS (SELECT 1 FROM message WHERE"
	  " message.org_id = ticket.org_id AND message.ticket_id = ticket.id AND"
	  " message.author_kind = 'customer' AND message.author_id = ticket.customer_id AND"
	  " message.from_address <> ''))" },
	{ "days on which rules acted another number of times", &days,
	  "(" DB_WALKS "hits <> (SELECT count(*) FROM rule_hit WHERE rule_hit.org_id ="
	  " rule_day.org_id AND rule_hit.rule_id = rule_day.rule_id AND rule_hit.at >="
	  " rule_day.day * 86400000 AND rule_hit.at < (rule_day.day + 1) * 86400000))" },
	{ "ends of tickets whose number is wrong", &counts,
	  "(" DB_WALKS "name LIKE 'closed.%' AND value <> (SELECT count(*) FROM ticket WHERE"
	  " ticket.org_id = counter.org_id AND ticket.bucket = 'closed' AND"
	  " 'closed.' || ticket.closed_as = counter.name))" },
	{ "tickets that were solved without a line of history", &tickets,
	  "(" DB_WALKS "state IN ('resolved', 'closed') AND NOT EXISTS (SELECT 1 FROM history WHERE"
	  " history.org_id = ticket.org_id AND history.ticket_id = ticket.id))" },
	{ "tickets of which no word can be found: the search is empty", &tickets,
	  "(" DB_WALKS "NOT EXISTS (SELECT 1 FROM search WHERE search.org_id = ticket.org_id))" },
};

size_t kept_rules(void)
{
	return HK_COUNT(rules);
}

enum hk_result kept_check(struct ctx *cx, size_t rule, const char **ret_sentence,
			  int64_t *ret_count)
{
	struct tally tally;

	HK_TRY(db_select_one(cx->db, rules[rule].record, (struct db_sql){ rules[rule].condition },
			     DB_NONE, &tally));
	*ret_sentence = rules[rule].sentence;
	*ret_count = tally.count;
	return HK_OK;
}
