/* /admin/legal: the times that a law demands of complaints: which hold, and packs of the house. */

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "standard/legal_pack.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/families.h"

enum { TEXT_MAX_BYTES = 4 * LEGAL_TEXT_LETTERS };

static const char place[] = "/admin/legal";

/* As people write it. */
static const char *day_words(struct ctx *cx, const char *text)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	int64_t day;

	return i18n_day_read(cx->kit->formats, cx->timezone, text, &day)
		       ? i18n_time(&reader, I18N_DATE, day)
		       : text;
}

static bool is_due(struct ctx *cx, const struct legal_pack *pack)
{
	int64_t day = 0;

	return i18n_day_read(cx->kit->formats, cx->timezone, pack->review, &day) && day <= cx->now;
}

static enum hk_result show_list(struct web_request *req)
{
	static const char *const heads[] = { TR("Name"),  TR("State"),     TR("Country"),
					     TR("Dated"), TR("Review by"), TR("Where it says so") };
	struct ctx *cx = req->cx;
	struct admin_list list = {
		.title = TR("Times by law"),
		.lead = TR("What a law or a sector demands of complaints. What comes "
			   "along is a place to begin and no legal advice: please "
			   "have your lawyer check it against its source before you "
			   "switch it on. Nothing holds before that; of several the "
			   "strictest holds."),
		.add = "/admin/legal/new",
		.add_title = TR("Write one"),
		.empty = "",
		.next = "",
		.heads = { heads, HK_COUNT(heads) }
	};
	struct legal_packs packs;

	HK_TRY(legal_pack_every(cx, &packs));
	admin_list_room(req, &list, packs.count);
	for (size_t i = 0; i < packs.count; i++) {
		const struct legal_pack *pack = &packs.items[i];
		struct admin_row *row = admin_row_add(req, &list);

		admin_cell_add(row, pack->name, hk_format(cx->arena, "%s/%s", place, pack->code));
		if (pack->is_on && is_due(cx, pack))
			admin_words_add(req, row, TR("On, to be reviewed"), "warn");
		else if (pack->is_newer_there)
			admin_words_add(req, row, TR("A newer version is there"), "warn");
		else
			admin_words_add(req, row, pack->is_on ? TR("On") : TR("Off"),
					pack->is_on ? "good" : "line");
		admin_cell_add(row, pack->country, "");
		admin_cell_add(row, day_words(cx, pack->dated), "");
		admin_cell_add(row, day_words(cx, pack->review), "");
		admin_cell_add(row, pack->source, "");
	}
	return admin_list_show(req, &list);
}

static const char example[] = "code: our-sector\n"
			      "name: Complaints in our sector\n"
			      "country: LT\n"
			      "source: where it says so\n"
			      "version: 1\n"
			      "dated: 2026-11-29\n"
			      "review: 2027-06-01\n"
			      "for: complaint\n"
			      "acknowledge: 48 hours\n"
			      "final: 15 business days\n"
			      "pause: none\n";

/* NULL: of a new one. */
static const char *code_of(const struct web_request *req)
{
	return web_path(req, "code");
}

static void deed_add(struct web_request *req, struct admin_form *form,
		     const struct legal_pack *pack)
{
	const char *self = hk_format(req->cx->arena, "%s/%s", place, pack->code);

	admin_form_deed_add(
		req, form,
		&(struct admin_deed){
			.path = hk_format(req->cx->arena, "%s/%s", self,
					  pack->is_on && !pack->is_newer_there ? "off" : "on"),
			.label = !pack->is_on           ? TR("Switch it on")
				 : pack->is_newer_there ? TR("Take the newer version")
							: TR("Switch it off"),
			.hint = TR(
				"It holds for complaints that are recorded from now on. What runs "
				"already stays as it was promised. Please have your lawyer check "
				"it "
				"first: it is a place to begin and no legal advice."),
			.name = "" });
}

static enum hk_result form_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = {
		.title = TR("Times by law"),
		.lead = TR("A line each: code, name, country, source, version, dated, review; "
			   "for is “complaint”; acknowledge and final are so many "
			   "hours, calendar days, business days, weeks or months; "
			   "pause is “none”, or so many days that it may rest for "
			   "the customer."),
		.action = place,
		.button = TR("Save as one of yours"),
		.back = place,
		.back_title = TR("Times by law")
	};
	struct legal_pack pack = { .text = example };

	if (code_of(req)) {
		HK_TRY(legal_pack_find(cx, code_of(req), &pack));
		form.title = pack.name;
	}
	admin_field_add(req, &form, "area", "text", TR("The pack"), pack.text);
	if (code_of(req))
		deed_add(req, &form, &pack);
	return admin_form_show(req, &form);
}

static enum hk_result show_form(struct web_request *req)
{
	return form_work(req->cx, req);
}

static enum hk_result put_work(struct ctx *cx, void *data)
{
	const char *code;

	HK_TRY(legal_pack_put(cx, page_form(data, "text"), &code));
	return audit_record(cx, "legal.change", code);
}

static enum hk_result post_form(struct web_request *req)
{
	return admin_save(req,
			  &(struct admin_save){ put_work, form_work, req, place, TR("Saved.") });
}

static enum hk_result on_work(struct ctx *cx, void *data)
{
	HK_TRY(legal_pack_switch(cx, code_of(data), true));
	return audit_record(cx, "legal.on", code_of(data));
}

static enum hk_result off_work(struct ctx *cx, void *data)
{
	HK_TRY(legal_pack_switch(cx, code_of(data), false));
	return audit_record(cx, "legal.off", code_of(data));
}

static enum hk_result post_on(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ on_work, form_work, req, place,
						     TR("It is on from now on.") });
}

static enum hk_result post_off(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ off_work, form_work, req, place,
						     TR("It is off from now on.") });
}

static const struct web_param params[] = { { "text", PARAM_TEXT, TEXT_MAX_BYTES },
					   { "version", PARAM_NUMBER, 0 },
					   { 0 } };

const struct web_route legal_pages[] = {
	ROUTE("GET", "/admin/legal", RIGHT_ADMIN, show_list, 0, NULL),
	ROUTE("POST", "/admin/legal", RIGHT_ADMIN, post_form, 0, params),
	ROUTE("GET", "/admin/legal/new", RIGHT_ADMIN, show_form, 0, NULL),
	ROUTE("GET", "/admin/legal/{code}", RIGHT_ADMIN, show_form, 0, NULL),
	ROUTE("POST", "/admin/legal/{code}/on", RIGHT_ADMIN, post_on, 0, NULL),
	ROUTE("POST", "/admin/legal/{code}/off", RIGHT_ADMIN, post_off, 0, NULL),
	{ 0 },
};
