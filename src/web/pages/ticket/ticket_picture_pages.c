/* Pictures that a mail names on other servers: asked for, and shown from here. */

#include "base/file.h"
#include "core/blob_kept.h"
#include "ticket/file/picture_kind.h"
#include "ticket/file/remote_picture.h"
#include "web/pages/families.h"
#include "web/pages/ticket/ticket_deeds.h"

static enum hk_result ask_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct message message;

	HK_TRY(message_find(cx, &deed->ticket, *(const int64_t *)deed->data, &message));
	return remote_pictures_ask(cx, &deed->ticket, &message);
}

static enum hk_result ask(struct web_request *req)
{
	int64_t message_id = web_form_number(req, "message", 0);
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, ask_work, &message_id, &deed);

	return ticket_deed_answer(req, result, &deed, TR("The pictures are being fetched."), "");
}

static enum hk_result show(struct web_request *req)
{
	int64_t number, message_id, position, length;
	struct remote_picture picture;
	struct message message;
	struct ticket ticket;
	int opened;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(web_path_number(req, "message", &message_id));
	HK_TRY(web_path_number(req, "position", &position));
	HK_TRY(ticket_find(req->cx, number, &ticket));
	HK_TRY(message_find(req->cx, &ticket, message_id, &message));
	HK_TRY(remote_picture_find(req->cx, &ticket, message_id, position, &picture));
	if (!*picture.blob)
		return HK_NOT_FOUND;
	HK_TRY(blob_open(req->cx, picture.blob, &opened, &length));

	scoped_fd fd = opened;
	const char *kind = picture_kind_of_file(fd);

	if (!kind)
		return HK_NOT_FOUND;
	web_header(req, "Cache-Control", "private, no-cache");
	return web_send_file(req, hk_fd_take(&fd), length, kind, NULL);
}

static const struct web_param ask_params[] = { { "message", PARAM_NUMBER, 0 }, { 0 } };

const struct web_route ticket_picture_pages[] = {
	ROUTE("POST", "/tickets/{number}/pictures", RIGHT_TICKET_REPLY, ask, WEB_PART, ask_params),
	ROUTE("GET", "/tickets/{number}/pictures/{message}/{position}", RIGHT_TICKET_READ, show, 0,
	      NULL),
	{ 0 },
};
