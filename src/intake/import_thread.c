#include "intake/import_thread.h"

#include "base/text.h"
#include "intake/thread.h"
#include "ticket/mail/mail_id.h"

enum { REFERENCES_MAX = 30 };

struct wanted {
	int64_t ticket_id;
};

static const struct db_column columns[] = { DB_COLUMN(struct wanted, ticket_id) };
static const struct db_record record = DB_RECORD("import_ref", struct wanted, columns);

/* A mail from one of our addresses to somebody else is ours. To ourselves alone it is what anybody
 * can send who writes our name into From. */
static enum hk_result role_find(struct ctx *cx, const struct plan *plan, struct past_place *ret)
{
	bool is_ours = false;

	ret->role = PAST_CUSTOMER;
	ret->to = ret->to_name = "";
	if (*plan->sender)
		HK_TRY(mailbox_has(cx, plan->sender, &is_ours));
	for (uint32_t i = 0; is_ours && i < plan->mail.address_count && !*ret->to; i++) {
		const struct mail_address *one = &plan->mail.addresses[i];
		const char *address = customer_email(cx, one->address);
		bool is_own = true;

		if (!address || (one->role != MAIL_TO && one->role != MAIL_CC))
			continue;
		HK_TRY(mailbox_has(cx, address, &is_own));
		if (is_own)
			continue;
		ret->role = PAST_OURS;
		ret->to = address;
		ret->to_name = hk_one_line(cx->arena, one->name);
	}
	return HK_OK;
}

static enum hk_result is_to_customer(struct ctx *cx, const struct plan *plan,
				     const struct ticket *ticket, bool *ret)
{
	*ret = false;
	for (uint32_t i = 0; i < plan->mail.address_count && !*ret; i++) {
		const struct mail_address *one = &plan->mail.addresses[i];
		const char *address = customer_email(cx, one->address);

		if (address && (one->role == MAIL_TO || one->role == MAIL_CC))
			HK_TRY(customer_has_email(cx, ticket->customer_id, address, ret));
	}
	return HK_OK;
}

/* is_guess: we know the ticket only because mails of it name the same Message-ID, which their
 * sender could have made up: then nobody but its customer joins it. */
static enum hk_result join(struct ctx *cx, const struct plan *plan, int64_t ticket_id,
			   bool is_guess, struct past_place *ret)
{
	bool belongs = false;
	enum hk_result result = ticket_by_row(cx, ticket_id, &ret->ticket);

	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	HK_TRY(ticket_home(cx, &ret->ticket));
	if (ret->role != PAST_CUSTOMER) {
		HK_TRY(is_to_customer(cx, plan, &ret->ticket, &belongs));
		ret->is_found = belongs || !is_guess;
		ret->role = ret->is_found && !belongs ? PAST_NOTE : PAST_OURS;
		return HK_OK;
	}
	if (is_guess)
		return customer_has_email(cx, ret->ticket.customer_id, plan->sender,
					  &ret->is_found);
	return thread_belongs(cx, &ret->ticket, plan->sender, &ret->is_found);
}

enum hk_result past_wanted_find(struct ctx *cx, const char *mail_id, int64_t *ret_ticket_id)
{
	struct wanted wanted;

	HK_TRY(db_select_one(cx->db, &record, DB_WHERE("value = $2", ""), DB_ARGS(mail_id),
			     &wanted));
	*ret_ticket_id = wanted.ticket_id;
	return HK_OK;
}

static enum hk_result by_reference(struct ctx *cx, const struct plan *plan, const char *reference,
				   struct past_place *ret)
{
	int64_t ticket_id, message_id;
	bool is_guess = false;
	enum hk_result result = HK_OK;

	if (!mail_id_read(cx, reference, &ticket_id)) {
		result = message_by_mail_id(cx, reference, &ticket_id, &message_id);
		is_guess = result == HK_NOT_FOUND;
		if (is_guess)
			result = past_wanted_find(cx, reference, &ticket_id);
	}
	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	return join(cx, plan, ticket_id, is_guess, ret);
}

enum hk_result past_place_find(struct ctx *cx, const struct plan *plan, struct past_place *ret)
{
	const struct mail *mail = &plan->mail;
	int64_t ticket_id;
	enum hk_result result;

	*ret = (struct past_place){ .role = PAST_CUSTOMER };
	HK_TRY(role_find(cx, plan, ret));
	for (uint32_t i = 0; i < mail->reference_count && i < REFERENCES_MAX && !ret->is_found; i++)
		HK_TRY(by_reference(cx, plan, mail->references[i], ret));
	if (ret->is_found || !*mail->message_id)
		return HK_OK;
	result = past_wanted_find(cx, mail->message_id, &ticket_id);
	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	return join(cx, plan, ticket_id, true, ret);
}

enum hk_result past_place_keep(struct ctx *cx, const struct plan *plan, int64_t ticket_id)
{
	const struct mail *mail = &plan->mail;

	for (uint32_t i = 0; i < mail->reference_count && i < REFERENCES_MAX; i++) {
		int64_t there, message_id;
		enum hk_result result;

		if (!mail_id_is_plain(mail->references[i]) || !*mail->references[i] ||
		    mail_id_read(cx, mail->references[i], &there))
			continue;
		result = message_by_mail_id(cx, mail->references[i], &there, &message_id);
		if (result == HK_NOT_FOUND)
			result = db_send(cx->db,
					 DB_ADD("import_ref", "value, ticket_id", "$2, $3",
						"ON CONFLICT (org_id, value) DO NOTHING"),
					 DB_ARGS(mail->references[i], ticket_id));
		HK_TRY(result);
	}
	return db_send(cx->db, DB_DELETE("import_ref", "value = $2"), DB_ARGS(mail->message_id));
}
