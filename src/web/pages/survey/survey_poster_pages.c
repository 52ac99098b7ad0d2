/* The open page of a survey as a picture for the camera of a phone, to be printed and hung up. */
#include <inttypes.h>
#include <string.h>

#include "feedback/survey.h"
#include "job/mail/mail.h"
#include "tpl_survey_poster.h"
#include "web/pages/families.h"
#include "web/pages/qr.h"
#include "web/pages/survey/survey_edit_view.h"

static enum hk_result show(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct survey_version version;
	struct survey survey;
	struct qr qr;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(survey_find(cx, id, &survey));
	HK_TRY(survey_version_find(cx, id, survey.version, &version));

	const char *link = mail_link(cx, hk_format(cx->arena, "/s/%s?via=qr", survey.code));

	qr = qr_draw(cx->arena, link);

	const struct survey_poster poster = {
		.name = survey.name,
		.url = hk_format(cx->arena, "/admin/surveys/%" PRId64, survey.id),
		.question =
			survey_question_words(cx, &version.questions.items[0], cx->language).label,
		.link = link,
		.size = qr.size,
		.path = qr.path,
		.is_running = strcmp(survey.state, "running") == 0 &&
			      strcmp(survey.occasion, "open") == 0,
	};

	tpl_survey_poster(req->out, &req->page, &poster);
	return HK_OK;
}

const struct web_route survey_poster_pages[] = {
	ROUTE("GET", "/admin/surveys/{id}/poster", RIGHT_ADMIN, show, 0, NULL),
	{ 0 },
};
