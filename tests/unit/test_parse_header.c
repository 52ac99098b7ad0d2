/* What the headers of a mail say: which mails it answers, what its files are called. */
#include "test.h"
/* cmocka comes first */
#include "base/text.h"
#include "parse_help.h"

static const char *references_of(struct hk_arena *arena, const char *head)
{
	struct mail mail = mail_from_text(arena, hk_format(arena, "%s\n\nx\n", head));
	const char *all = "";

	for (uint32_t i = 0; i < mail.reference_count; i++)
		all = hk_format(arena, "%s%s ", all, mail.references[i]);
	return all;
}

static void what_is_answered_stands_first_and_then_the_newest_reference(void **state)
{
	scoped_arena *arena = hk_arena_new();

	(void)state;
	assert_string_equal(references_of(arena, "References: <a@x> <b@x>\n <c@x>"),
			    "c@x b@x a@x ");
	assert_string_equal(references_of(arena, "In-Reply-To: <z@x>\nReferences: <a@x> <b@x>"),
			    "z@x b@x a@x ");
}

static void an_id_without_its_brackets_is_one_too(void **state)
{
	scoped_arena *arena = hk_arena_new();

	(void)state;
	assert_string_equal(references_of(arena, "In-Reply-To: one@x.example"), "one@x.example ");
	assert_string_equal(references_of(arena, "References: one@x.example\n two@x.example"),
			    "two@x.example one@x.example ");
	assert_string_equal(references_of(arena, "In-Reply-To: your mail of Mon, 10:00"), "");
	assert_string_equal(references_of(arena, "In-Reply-To: \"x@y\"; (a@b) @c d@"), "");
}

static const char *name_of(struct hk_arena *arena, const char *head)
{
	const char *raw = hk_format(arena, "Content-Type: application/pdf\n%s\n\nx\n", head);

	return mail_from_text(arena, raw).parts[0].name;
}

/* RFC 6266, 4.3: the plain form stands there for readers that do not know the other. */
/* Nobody may believe that he sees all who got it. */
static void a_mail_to_more_people_than_are_kept_says_that_it_is_not_shown_whole(void **state)
{
	scoped_arena *arena = hk_arena_new();
	const char *to = "To: p0@x.example";

	(void)state;
	for (int i = 1; i < 499; i++)
		to = hk_format(arena, "%s,\n p%d@x.example", to, i);

	struct mail all =
		mail_from_text(arena, hk_format(arena, "From: a@x.example\n%s\n\nx\n", to));
	struct mail more = mail_from_text(
		arena, hk_format(arena, "From: a@x.example\n%s, q@x.example\n\nx\n", to));

	assert_int_equal(all.address_count, 500);
	assert_false(all.flags & MAIL_CUT);
	assert_int_equal(all.address_more, 0);
	assert_int_equal(more.address_count, 500);
	assert_int_equal(more.address_more, 1);
	assert_true(more.flags & MAIL_CUT);
}

static void a_name_with_its_charset_counts_before_the_plain_one(void **state)
{
	static const char head[] = "Content-Disposition: attachment; filename=\"A_iu.pdf\";\n"
				   " filename*=UTF-8''A%C4%8Di%C5%AB.pdf";
	static const char other[] = "Content-Disposition: attachment;\n"
				    " filename*=UTF-8''A%C4%8Di%C5%AB.pdf; filename=A_iu.pdf";
	scoped_arena *arena = hk_arena_new();

	(void)state;
	assert_string_equal(name_of(arena, head), "Ačiū.pdf");
	assert_string_equal(name_of(arena, other), "Ačiū.pdf");
}

static void a_quotation_mark_that_never_closes_is_no_part_of_a_name(void **state)
{
	scoped_arena *arena = hk_arena_new();

	(void)state;
	assert_string_equal(name_of(arena, "Content-Disposition: attachment; filename=\"open.pdf"),
			    "open.pdf");
	assert_string_equal(name_of(arena, "Content-Disposition: attachment; filename=\"a b.pdf\""),
			    "a b.pdf");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_answered_stands_first_and_then_the_newest_reference),
		cmocka_unit_test(an_id_without_its_brackets_is_one_too),
		cmocka_unit_test(
			a_mail_to_more_people_than_are_kept_says_that_it_is_not_shown_whole),
		cmocka_unit_test(a_name_with_its_charset_counts_before_the_plain_one),
		cmocka_unit_test(a_quotation_mark_that_never_closes_is_no_part_of_a_name),
	};

	return cmocka_run_group_tests(tests, mail_setup, NULL);
}
