/* The bytes that came with a ticket: attachments, pictures, and mails as they came. */
#include <inttypes.h>

#include "core/blob_kept.h"
#include "ticket/file/scan.h"
#include "ticket/message.h"
#include "web/file_answer.h"
#include "web/pages/families.h"

static enum hk_result message_of(struct web_request *req, struct ticket *ret_ticket,
				 int64_t *ret_message_id)
{
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(web_path_number(req, "message", ret_message_id));
	return ticket_find(req->cx, number, ret_ticket);
}

static enum file_how file_how_asked(struct web_request *req)
{
	if (web_query_number(req, "thumb", 0) == 1)
		return FILE_THUMB;
	return web_query_number(req, "inline", 0) == 1 ? FILE_SHOW : FILE_SAVE;
}

static enum hk_result show_file(struct web_request *req)
{
	int64_t message_id, position;
	struct attachment attachment;
	struct ticket ticket;

	HK_TRY(message_of(req, &ticket, &message_id));
	HK_TRY(web_path_number(req, "position", &position));
	HK_TRY(attachment_find(req->cx, &ticket, message_id, position, &attachment));
	return file_answer(req, &attachment, file_how_asked(req));
}

static enum hk_result show_message(struct web_request *req)
{
	int64_t message_id, length;
	struct message message;
	struct ticket ticket;
	const char *why;
	int fd;

	HK_TRY(message_of(req, &ticket, &message_id));
	HK_TRY(message_find(req->cx, &ticket, message_id, &message));
	if (!*message.raw_blob)
		return HK_NOT_FOUND;
	HK_TRY(scan_why_not(req->cx, ticket.id, message_id, &why));
	if (*why)
		return problem(req->cx, HK_NOT_FOUND, why);
	HK_TRY(blob_open(req->cx, message.raw_blob, &fd, &length));
	return web_send_file(req, fd, length, "text/plain",
			     hk_format(req->cx->arena, "%" PRId64 "-%" PRId64 ".eml", ticket.number,
				       message_id));
}

static const struct web_param file_params[] = { { "inline", PARAM_NUMBER, 0 },
						{ "thumb", PARAM_NUMBER, 0 },
						{ 0 } };

const struct web_route ticket_file_pages[] = {
	ROUTE("GET", "/tickets/{number}/files/{message}/{position}", RIGHT_TICKET_READ, show_file,
	      0, file_params),
	ROUTE("GET", "/tickets/{number}/messages/{message}", RIGHT_TICKET_READ, show_message, 0,
	      NULL),
	{ 0 },
};
