#include "job/loop/first_mail.h"

#include <inttypes.h>

#include "base/secret.h"
#include "base/text.h"
#include "intake/intake.h"

static enum hk_result case_take(struct ctx *cx, const struct first_mail *first,
				struct loop_case *ret)
{
	bool begins;

	HK_TRY(loop_case_find(cx, first->response_id, ret));
	HK_TRY(loop_case_begins(cx, ret, &begins));
	if (!loop_case_is_on(ret))
		return problem(cx, HK_CONFLICT, TR("This has come to its end. Please look again."));
	if (!begins)
		return problem(cx, HK_CONFLICT,
			       TR("A mail to them was sent meanwhile. The conversation goes on in "
				  "its ticket."));
	return HK_OK;
}

struct writing {
	const struct first_mail *first;
	struct loop_case one;
};

static enum hk_result look(struct ctx *cx, void *data)
{
	struct writing *writing = data;

	return case_take(cx, writing->first, &writing->one);
}

static enum hk_result tell(struct ctx *cx, const struct ticket *ticket, void *data)
{
	struct writing *writing = data;

	return loop_case_ticket_put(cx, &writing->one, ticket->id);
}

enum hk_result first_mail_send(struct ctx *cx, const struct first_mail *first, struct ticket *ret)
{
	struct writing writing = { .first = first };
	struct doubt_list doubts;

	HK_TRY(ctx_read(cx, look, &writing));

	const struct intake_request request = {
		.channel = "email",
		.type = "inquiry",
		.priority = "normal",
		.subject = first->subject,
		.text = first->mail->text,
		.language = "",
		.name = "",
		.email = "",
		.phone = "",
		.customer_id = writing.one.customer_id,
		.owner_id = cx->actor->id,
		.key = hk_format(cx->arena, "loop:%" PRId64 ":%s", first->response_id,
				 hk_token_new(cx->arena)),
		.mail = first->mail,
		.ret_doubts = &doubts,
		.first = look,
		.first_data = &writing,
		.last = tell,
		.last_data = &writing,
	};

	return intake_request(cx, &request, ret);
}
