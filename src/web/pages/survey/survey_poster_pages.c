/* The open page of a survey as a picture for the camera of a phone, to be printed and hung up. */
#include <inttypes.h>
#include <string.h>

#include "core/i18n.h"
#include "feedback/survey.h"
#include "job/mail/mail.h"
#include "tpl_survey_poster.h"
#include "web/pages/families.h"
#include "web/pages/qr.h"
#include "web/pages/survey/survey_edit_view.h"

/* Whoever comes by reads his own language. */
static struct poster_questions questions_of(struct ctx *cx, const struct survey_question *question)
{
	struct poster_questions all = { hk_alloc(cx->arena, I18N_LANGUAGES, sizeof(*all.items)),
					0 };

	for (size_t i = 0; i < I18N_LANGUAGES; i++) {
		const char *code = i18n_languages[i].code;
		const char *words = survey_question_words(cx, question, code).label;

		if (i == 0 || strcmp(words, all.items[0].words) != 0)
			all.items[all.count++] = (struct poster_question){ code, words };
	}
	return all;
}

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
		.questions = questions_of(cx, &version.questions.items[0]),
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
