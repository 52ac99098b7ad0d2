/* The figures of a survey: what people answered, of how many, and how far that can be trusted. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "feedback/loop/loop_list.h"
#include "feedback/response.h"
#include "feedback/wall/mask.h"
#include "people/team.h"
#include "tpl_survey_results.h"
#include "web/pages/admin/survey_results_view.h"
#include "web/pages/admin/survey_score.h"
#include "web/pages/admin/survey_words.h"
#include "web/pages/families.h"
#include "web/pages/survey/asking_words.h"
#include "web/pages/survey/results_gate.h"
#include "web/pages/survey/survey_charts.h"
#include "web/pages/survey/survey_honest.h"

enum { USUAL_DAYS = 90, WORDS_MOST = 50, DATE_LETTERS = 10, PERCENT = 100 };

struct looking {
	struct web_request *req;
	struct survey survey;
	struct survey_version version;
	struct figures_filter filter;
	struct team_list teams;
	struct figures answers, before, asked, answered; /* before: in as many days before */
	struct survey_results_view view;
};

static const char *number(const struct looking *looking, int64_t n)
{
	const struct i18n_reader reader = i18n_reader_of(looking->req->cx);

	return i18n_number(&reader, n);
}

static const char *figure(const struct looking *looking, double value)
{
	return survey_figure_words(looking->req->cx, &looking->survey, value);
}

static const char *share(const struct looking *looking, int64_t part, int64_t whole)
{
	const struct i18n_reader reader = i18n_reader_of(looking->req->cx);

	if (whole <= 0 || part > whole)
		return "";
	return i18n_percent(&reader, (double)part / (double)whole);
}

static int64_t count_of(const struct figures_row *rows, size_t count)
{
	int64_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += rows[i].n;
	return n;
}

static struct score score_of(const struct looking *looking, const struct figures_row *rows,
			     size_t count)
{
	return survey_score(&looking->survey, &looking->version.questions.items[0], rows, count,
			    looking->survey.least);
}

static struct survey_result result_of(const struct looking *looking, const char *label,
				      const struct figures_row *rows, size_t count)
{
	struct score score = score_of(looking, rows, count);
	struct survey_result result = { .label = label,
					.value = "",
					.interval = "",
					.n = number(looking, count_of(rows, count)),
					.rate = "",
					.place = "",
					.change = "" };

	if (score.state != SCORE_TOLD)
		return result;
	result.value = figure(looking, score.value);
	result.interval =
		i18n_fill(looking->req->cx->arena,
			  i18n_text(looking->req->cx->language, TR("{low} and {high}")), "low",
			  figure(looking, score.low), "high", figure(looking, score.high), NULL);
	return result;
}

/* ---- the filter ---- */

static int64_t day_typed(struct looking *looking, const char *name, int64_t otherwise)
{
	const char *typed = web_query(looking->req, name);
	int64_t day;

	if (!typed || !*typed)
		return otherwise;
	if (hk_day_read(typed, &day))
		return day;
	looking->view.is_misread = true;
	return otherwise;
}

static struct part_options words_of_filter(struct looking *looking, const char *const *values,
					   const char *const *labels, size_t count,
					   const char *chosen)
{
	struct ctx *cx = looking->req->cx;
	struct part_option *items = hk_alloc(cx->arena, count + 1, sizeof(*items));

	items[0] = (struct part_option){ .value = "",
					 .label = i18n_text(cx->language, TR("All")),
					 .is_chosen = !*chosen };
	for (size_t i = 0; i < count; i++)
		items[i + 1] = (struct part_option){ .value = values[i],
						     .label = labels[i],
						     .is_chosen = strcmp(values[i], chosen) == 0 };
	return (struct part_options){ items, count + 1 };
}

static const char *const channels[] = { "email", "web", "qr", "portal", "chat", "phone" };
static const char *const channel_labels[] = { TR("E-mail"), TR("Web"),  TR("QR code"),
					      TR("Portal"), TR("Chat"), TR("Phone") };

static const char *channel_words(const char *channel)
{
	for (size_t i = 0; i < HK_COUNT(channels); i++)
		if (strcmp(channels[i], channel) == 0)
			return channel_labels[i];
	return channel;
}

/* What nobody can choose would show that nobody answered. */
static bool can_be_chosen(const struct figures_filter *filter)
{
	if (*filter->language && !i18n_language_exists(filter->language))
		return false;
	return !*filter->channel || hk_one_of(filter->channel, channels, HK_COUNT(channels));
}

static void filter_options(struct looking *looking)
{
	struct ctx *cx = looking->req->cx;
	size_t count = looking->teams.count;
	const char **ids = hk_alloc(cx->arena, count + 1, sizeof(*ids));
	const char **names = hk_alloc(cx->arena, count + 1, sizeof(*names));
	const char *ways[HK_COUNT(channels)];
	const char *codes[I18N_LANGUAGES], *tongues[I18N_LANGUAGES];
	const char *team = web_query(looking->req, "team");

	for (size_t i = 0; i < count; i++) {
		ids[i] = hk_format(cx->arena, "%" PRId64, looking->teams.items[i].id);
		names[i] = looking->teams.items[i].name;
	}
	for (size_t i = 0; i < HK_COUNT(channels); i++)
		ways[i] = i18n_text(cx->language, channel_labels[i]);
	for (size_t i = 0; i < I18N_LANGUAGES; i++) {
		codes[i] = i18n_languages[i].code;
		tongues[i] = i18n_languages[i].name;
	}
	looking->view.teams = words_of_filter(looking, ids, names, count, team ? team : "");
	looking->view.channels = words_of_filter(looking, channels, ways, HK_COUNT(channels),
						 looking->filter.channel);
	looking->view.languages =
		words_of_filter(looking, codes, tongues, I18N_LANGUAGES, looking->filter.language);
}

static enum hk_result begin(struct looking *looking)
{
	struct ctx *cx = looking->req->cx;
	int64_t id, today = figures_day(cx, cx->now);
	const char *channel = web_query(looking->req, "channel");
	const char *language = web_query(looking->req, "language");

	HK_TRY(web_path_number(looking->req, "id", &id));
	HK_TRY(survey_find(cx, id, &looking->survey));
	HK_TRY(survey_version_find(cx, id, looking->survey.version, &looking->version));
	HK_TRY(team_every(cx, &looking->teams));
	looking->filter = (struct figures_filter){
		.survey_id = id,
		.from_day = day_typed(looking, "from", today - USUAL_DAYS + 1),
		.until_day = day_typed(looking, "until", today),
		.team_id = FIGURES_ANY_TEAM,
		.channel = "",
		.language = "",
	};
	/* An anonymous answer knows nothing of these, so each choice would say that nobody
	 * answered. */
	looking->view.has_parts = !survey_is_anonymous(looking->survey.mode);
	if (looking->view.has_parts) {
		looking->filter.team_id = web_query_number(looking->req, "team", FIGURES_ANY_TEAM);
		looking->filter.channel = channel ? channel : "";
		looking->filter.language = language ? language : "";
	}
	looking->view.from = hk_day_write(cx->arena, looking->filter.from_day);
	looking->view.until = hk_day_write(cx->arena, looking->filter.until_day);
	filter_options(looking);
	return can_be_chosen(&looking->filter) ? HK_OK : HK_NOT_FOUND;
}

/* ---- the figures ---- */

static void bars_fill(struct looking *looking, const struct figures *figures)
{
	const struct survey_question *first = &looking->version.questions.items[0];
	struct survey_bar *items = hk_alloc(looking->req->cx->arena, SURVEY_SCORES, sizeof(*items));
	int64_t all = count_of(figures->items, figures->count);
	size_t count = 0;

	if (!*looking->view.total.value || strcmp(looking->survey.kind, "index") == 0)
		return;
	for (int64_t i = first->high; i >= first->low; i--) {
		int64_t n = 0;

		for (size_t k = 0; k < figures->count; k++)
			n += figures->items[k].scores[i];
		items[count++] =
			(struct survey_bar){ number(looking, i), number(looking, n),
					     share(looking, n, all), all ? n * PERCENT / all : 0 };
	}
	looking->view.bars = (struct survey_bars){ items, count };
}

static int64_t days_of(const struct looking *looking)
{
	return looking->filter.until_day - looking->filter.from_day + 1;
}

static void change_fill(struct looking *looking, const struct figures *figures)
{
	struct ctx *cx = looking->req->cx;
	struct figures before = figures_fold(cx->arena, &looking->before, FIGURES_ALL);
	struct score now = score_of(looking, figures->items, figures->count);
	struct score then = score_of(looking, before.items, before.count);

	looking->view.change = survey_change_words(cx, &looking->survey, &now, &then);
}

static int64_t total_of(const struct looking *looking, const struct figures *cells)
{
	struct figures all = figures_fold(looking->req->cx->arena, cells, FIGURES_ALL);

	return count_of(all.items, all.count);
}

static void total_fill(struct looking *looking)
{
	struct survey_results_view *view = &looking->view;
	struct figures figures =
		figures_fold(looking->req->cx->arena, &looking->answers, FIGURES_ALL);
	int64_t asked = total_of(looking, &looking->asked), volunteers = 0;
	int64_t answered = total_of(looking, &looking->answered);
	struct score_sample sample = { 0 };

	view->total = result_of(looking, "", figures.items, figures.count);
	view->total.rate = share(looking, answered, asked);
	view->asked = asked;
	view->count = count_of(figures.items, figures.count);
	/* Of a channel it is those whom it asked; they may have answered by another. */
	view->is_asked = asked || (strcmp(looking->survey.occasion, "open") != 0 &&
				   !*looking->filter.channel);
	view->least = number(looking, looking->survey.least);
	view->is_least_one = looking->survey.least == 1;
	view->is_veiled = !survey_is_named(looking->survey.mode);
	view->effective = view->volunteers = "";
	for (size_t i = 0; i < figures.count; i++) {
		(void)sample_add(&sample, survey_weight(figures.items[i].chance),
				 figures.items[i].n);
		volunteers += figures.items[i].chance ? 0 : figures.items[i].n;
	}
	if (lround(sample_effective(&sample)) < sample.n)
		view->effective = number(looking, lround(sample_effective(&sample)));
	if (volunteers && strcmp(looking->survey.occasion, "open") != 0)
		view->volunteers = number(looking, volunteers);
	view->hides_words = !survey_is_named(looking->survey.mode) && !*view->total.value;
	bars_fill(looking, &figures);
	view->delight = survey_delight_words(looking->req->cx, &looking->survey,
					     &looking->version.questions.items[0], &figures);
	change_fill(looking, &figures);
}

static const char *label_of(struct looking *looking, enum figures_group group,
			    const struct figures_row *row)
{
	struct ctx *cx = looking->req->cx;
	bool is_untold = !row->team_id && !*row->channel && !*row->language;

	if (is_untold && group != FIGURES_BY_MONTH && !survey_is_named(looking->survey.mode))
		return i18n_text(cx->language, TR("Not told apart: too few"));
	switch (group) {
	case FIGURES_BY_MONTH:
		return survey_month_words(cx, row->month, looking->filter.from_day,
					  looking->filter.until_day);
	case FIGURES_BY_CHANNEL: return i18n_text(cx->language, channel_words(row->channel));
	case FIGURES_BY_LANGUAGE:
		return i18n_find(row->language) ? i18n_find(row->language)->name
						: i18n_text(cx->language, TR("Not known"));
	case FIGURES_ALL:
	case FIGURES_BY_TEAM: break;
	}
	for (size_t i = 0; i < looking->teams.count; i++)
		if (looking->teams.items[i].id == row->team_id)
			return looking->teams.items[i].name;
	return i18n_text(cx->language, TR("No team"));
}

static bool is_same_group(const struct figures_row *a, const struct figures_row *b)
{
	return a->month == b->month && a->team_id == b->team_id &&
	       strcmp(a->channel, b->channel) == 0 && strcmp(a->language, b->language) == 0;
}

static const char *rate_of(struct looking *looking, const struct figures_row *row,
			   const struct figures *asked, const struct figures *answered)
{
	int64_t a = 0, b = 0;

	for (size_t i = 0; i < asked->count; i++)
		a += is_same_group(&asked->items[i], row) ? asked->items[i].n : 0;
	for (size_t i = 0; i < answered->count; i++)
		b += is_same_group(&answered->items[i], row) ? answered->items[i].n : 0;
	return share(looking, b, a);
}

static size_t group_length(const struct figures *figures, const struct figures_row *head)
{
	size_t length = 0;

	for (size_t i = 0; i < figures->count; i++)
		length += is_same_group(&figures->items[i], head);
	return length;
}

/* One row of each group: of those that answered, then of those that were asked and kept silent, for
 * a month without an answer is the worst of all. Months stand in their order. */
static size_t heads_find(const struct figures *figures, const struct figures *asked, bool by_month,
			 const struct figures_row **ret)
{
	size_t count = 0;

	for (size_t i = 0; i < figures->count; i++)
		if (i == 0 || !is_same_group(&figures->items[i - 1], &figures->items[i]))
			ret[count++] = &figures->items[i];
	for (size_t i = 0; i < asked->count; i++)
		if (!group_length(figures, &asked->items[i]) &&
		    (i == 0 || !is_same_group(&asked->items[i - 1], &asked->items[i])))
			ret[count++] = &asked->items[i];
	for (size_t i = 1; by_month && i < count; i++)
		for (size_t k = i; k > 0 && ret[k - 1]->month > ret[k]->month; k--) {
			const struct figures_row *later = ret[k - 1];
			ret[k - 1] = ret[k];
			ret[k] = later;
		}
	return count;
}

static struct survey_result_group group_fill(struct looking *looking, enum figures_group group,
					     const char *title)
{
	struct ctx *cx = looking->req->cx;
	struct figures figures = figures_fold(cx->arena, &looking->answers, group);
	struct figures asked = figures_fold(cx->arena, &looking->asked, group), told = asked;
	struct figures answered = figures_fold(cx->arena, &looking->answered, group);
	size_t most = figures.count + asked.count + 1, count;
	struct survey_result *items = hk_alloc(cx->arena, most, sizeof(*items));
	const struct figures_row **heads = hk_alloc(cx->arena, most, sizeof(void *));
	bool has_rates = false, by_month = group == FIGURES_BY_MONTH;

	/* Of a team that would say of its few in confidence that none of them is told yet. */
	if (!by_month && !survey_is_named(looking->survey.mode))
		told.count = 0;
	count = heads_find(&figures, &told, by_month, heads);
	for (size_t i = 0; i < count; i++) {
		items[i] = result_of(looking, label_of(looking, group, heads[i]), heads[i],
				     group_length(&figures, heads[i]));
		items[i].rate = rate_of(looking, heads[i], &asked, &answered);
		has_rates = has_rates || *items[i].rate;
	}
	return (struct survey_result_group){ .title = i18n_text(cx->language, title),
					     .sentence = "",
					     .rows = { items, count },
					     .has_rates = has_rates };
}

/* ---- which of them is better ---- */

static struct score score_before(const struct looking *looking, const struct figures *before,
				 const struct figures_row *row)
{
	size_t first = 0, count = 0;

	for (size_t i = 0; i < before->count; i++)
		if (is_same_group(&before->items[i], row)) {
			first = count++ ? first : i;
		}
	return score_of(looking, before->items + first, count);
}

/* One of the rows is of matters without a team, a channel or a language, which is none. */
static size_t teams_read(struct looking *looking, enum figures_group by,
			 const struct survey_result_group *group, struct survey_team *teams)
{
	struct ctx *cx = looking->req->cx;
	struct figures now = figures_fold(cx->arena, &looking->answers, by);
	struct figures before = figures_fold(cx->arena, &looking->before, by);
	size_t count = 0;

	for (size_t i = 0, next, row = 0; i < now.count; i = next, row++) {
		next = i + 1;
		while (next < now.count && is_same_group(&now.items[i], &now.items[next]))
			next++;
		if (now.items[i].team_id || *now.items[i].channel || *now.items[i].language)
			teams[count++] = (struct survey_team){
				.name = group->rows.items[row].label,
				.now = score_of(looking, &now.items[i], next - i),
				.before = score_before(looking, &before, &now.items[i]),
				.row = row,
			};
	}
	return count;
}

static void teams_judge(struct looking *looking, enum figures_group by,
			struct survey_result_group *group)
{
	struct ctx *cx = looking->req->cx;
	struct survey_result *items = hk_alloc(cx->arena, group->rows.count + 1, sizeof(*items));
	struct survey_team *teams = hk_alloc(cx->arena, group->rows.count + 1, sizeof(*teams));
	size_t count = teams_read(looking, by, group, teams);

	group->sentence = survey_teams_judge(cx, &looking->survey, teams, count);
	for (size_t i = 0; i < count; i++) {
		items[i] = group->rows.items[teams[i].row];
		items[i].place = teams[i].place;
		items[i].change = teams[i].change;
		group->has_places = group->has_places || *items[i].place;
		group->has_changes = group->has_changes || *items[i].change;
	}
	for (size_t i = 0, at = count; i < group->rows.count && at < group->rows.count; i++) {
		bool is_there = false;

		for (size_t k = 0; k < count; k++)
			is_there = is_there || teams[k].row == i;
		if (!is_there)
			items[at++] = group->rows.items[i];
	}
	group->rows.items = items;
}

static void groups_fill(struct looking *looking)
{
	static const struct {
		enum figures_group group;
		const char *title;
	} all[] = { { FIGURES_BY_MONTH, TR("By month") },
		    { FIGURES_BY_TEAM, TR("By team") },
		    { FIGURES_BY_CHANNEL, TR("By channel") },
		    { FIGURES_BY_LANGUAGE, TR("By language") } };
	struct survey_result_group *items =
		hk_alloc(looking->req->cx->arena, HK_COUNT(all), sizeof(*items));
	size_t count = 0;

	/* An anonymous answer has neither team nor language. */
	for (size_t i = 0; i < HK_COUNT(all); i++) {
		if (i > 0 && survey_is_anonymous(looking->survey.mode))
			break;
		items[count] = group_fill(looking, all[i].group, all[i].title);
		if (i > 0)
			teams_judge(looking, all[i].group, &items[count]);
		count += items[count].rows.count > 0;
	}
	looking->view.groups = (struct survey_result_groups){ items, count };
}

static enum hk_result cells_read(struct looking *looking)
{
	struct figures_filter filter = looking->filter;
	struct ctx *cx = looking->req->cx;

	HK_TRY(figures_cells(cx, &filter, &looking->answers));
	filter.from_day -= days_of(looking);
	filter.until_day = looking->filter.from_day - 1;
	HK_TRY(figures_cells(cx, &filter, &looking->before));
	filter = looking->filter;
	HK_TRY(response_erased_count(cx, &filter, &looking->view.erased));
	filter.question = FIGURES_ASKED;
	HK_TRY(figures_cells(cx, &filter, &looking->asked));
	filter.question = FIGURES_ASKED_ANSWERED;
	return figures_cells(cx, &filter, &looking->answered);
}

static struct survey_word word_of(const struct looking *looking, const struct response *response)
{
	struct ctx *cx = looking->req->cx;

	return (struct survey_word){
		.text = survey_is_named(response->mode)
				? response->comment
				: mask_words(cx->arena, response->comment, ""),
		.language = response->comment_language,
		.score = number(looking, response->score),
		.erase = actor_may(cx->actor, RIGHT_ADMIN)
				 ? hk_format(cx->arena, "/loop/answers/%" PRId64 "/erase",
					     response->id)
				 : "",
		.at = response->at,
	};
}

/* Only of those who gave their names: of others the page would tell who it was. The newest stands
 * first. */
static enum hk_result answers_find(const struct looking *looking, const struct response_list *list,
				   struct loop_answers *ret)
{
	struct ctx *cx = looking->req->cx;

	*ret = (struct loop_answers){ NULL, 0 };
	if (!list->count || !survey_is_named(looking->survey.mode) ||
	    !actor_may(cx->actor, RIGHT_TICKET_READ))
		return HK_OK;
	return loop_answers_between(cx, looking->survey.id, list->items[list->count - 1].at,
				    list->items[0].at, ret);
}

static const char *answer_link(struct ctx *cx, const struct loop_answers *answers,
			       int64_t response_id)
{
	for (size_t i = 0; i < answers->count; i++)
		if (answers->items[i].response_id == response_id)
			return hk_format(cx->arena, "/loop/answers/%" PRId64, response_id);
	return "";
}

static enum hk_result words_fill(struct looking *looking)
{
	struct ctx *cx = looking->req->cx;
	struct loop_answers answers;
	struct response_list list;
	struct survey_word *items;
	bool are_shown;

	HK_TRY(response_words_are_shown(looking->req->cx, &looking->survey, &are_shown));
	looking->view.hides_words |= !are_shown;
	if (looking->view.hides_words)
		return HK_OK;
	HK_TRY(response_words(cx, &looking->filter, WORDS_MOST, &list));
	HK_TRY(answers_find(looking, &list, &answers));
	items = hk_alloc(cx->arena, list.count + 1, sizeof(*items));
	for (size_t i = 0; i < list.count; i++) {
		items[i] = word_of(looking, &list.items[i]);
		items[i].answer = answer_link(cx, &answers, list.items[i].id);
	}
	looking->view.words = (struct survey_word_list){ items, list.count };
	return HK_OK;
}

static enum hk_result results_page(struct web_request *req)
{
	struct looking looking = { .req = req };
	struct survey_results_view *view = &looking.view;
	struct ctx *cx = req->cx;

	req->page.beside = "/loop/figures";
	HK_TRY(begin(&looking));
	view->name = looking.survey.name;
	view->survey_url = hk_format(cx->arena, "/admin/surveys/%" PRId64, looking.survey.id);
	view->url = hk_format(cx->arena, "%s/results", view->survey_url);
	if (!actor_may(cx->actor, RIGHT_ADMIN))
		view->survey_url = "";
	view->measure = i18n_text(cx->language, survey_kind_words(looking.survey.kind));
	HK_TRY(cells_read(&looking));
	total_fill(&looking);
	groups_fill(&looking);
	HK_TRY(survey_reasons_find(cx, &looking.filter, &view->reasons));
	HK_TRY(survey_gates_find(cx, &looking.filter, &looking.teams, &view->gates));
	HK_TRY(survey_drivers_find(cx, &looking.filter, &looking.survey, &looking.version,
				   &view->drivers));
	HK_TRY(words_fill(&looking));
	HK_TRY(survey_charts_find(cx, &looking.survey, &looking.version.questions.items[0],
				  &looking.filter, &view->charts));
	tpl_survey_results(req->out, &req->page, view);
	return HK_OK;
}

static const struct web_param params[] = {
	{ "from", PARAM_TEXT, DATE_LETTERS }, { "until", PARAM_TEXT, DATE_LETTERS },
	{ "team", PARAM_NUMBER, 0 },          { "channel", PARAM_TEXT, 0 },
	{ "language", PARAM_TEXT, 0 },        { 0 },
};

const struct web_route survey_results_pages[] = {
	ROUTE("GET", "/admin/surveys/{id}/results", RIGHT_REPORT_READ, results_page, 0, params),
	{ 0 },
};
