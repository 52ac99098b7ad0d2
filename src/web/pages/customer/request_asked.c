/* What he was asked and has not answered yet, on the pages that he signs in to. */

#include "base/text.h"
#include "feedback/invitation.h"
#include "web/pages/customer/request_view.h"

enum { ASKED_SHOWN = 3 };

static enum hk_result question_of(struct web_request *req, const struct invitation *invitation,
				  struct request_asked *ret)
{
	const char *url = hk_format(req->cx->arena, "%s/s/%s", req->page.base,
				    invitation_token(req->cx, invitation));
	struct survey_version version;

	HK_TRY(survey_version_find(req->cx, invitation->survey_id, invitation->version, &version));
	*ret = (struct request_asked){
		.url = hk_format(req->cx->arena, "%s?via=portal", url),
		.decline = hk_format(req->cx->arena, "%s/no", url),
		.question = survey_question_words(req->cx, &version.questions.items[0],
						  req->page.language)
				    .label,
		.subject = "",
		.language = "",
	};
	return HK_OK;
}

static enum hk_result about_find(struct web_request *req, const struct survey_event *event,
				 struct request_asked *asked)
{
	struct ticket ticket;
	enum hk_result result =
		event->ticket_id ? ticket_by_row(req->cx, event->ticket_id, &ticket) : HK_NOT_FOUND;

	if (result == HK_OK) {
		asked->subject = ticket_subject(req->page.language, ticket.subject);
		asked->language = ticket.language;
	}
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result request_asked_find(struct web_request *req, int64_t ticket_id,
				  struct request_asked_list *ret)
{
	struct request_asked *items = hk_alloc(req->cx->arena, ASKED_SHOWN, sizeof(*items));
	struct invitation_list list;
	size_t count = 0;

	HK_TRY(invitation_waiting(req->cx, req->cx->actor->id, ASKED_SHOWN, &list));
	for (size_t i = 0; i < list.count; i++) {
		struct survey_event event;

		HK_TRY(survey_event_find(req->cx, list.items[i].event_id, &event));
		if (ticket_id && event.ticket_id != ticket_id)
			continue;
		HK_TRY(question_of(req, &list.items[i], &items[count]));
		/* On the page of that request nobody has to be told which it is. */
		if (!ticket_id)
			HK_TRY(about_find(req, &event, &items[count]));
		count++;
	}
	*ret = (struct request_asked_list){ items, count };
	return HK_OK;
}
