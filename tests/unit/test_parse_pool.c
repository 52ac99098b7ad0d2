#include "test.h"
/* cmocka comes first */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "parse_help.h"

enum {
	PATIENCE_MS = 5000,
	BUSY_MS = 30000,
	LARGE = 50 << 20,
	THREADS = 8,
	MAILS = 10,
	ALONE_MS = 300
};

static const char simple[] = "From: Ann <ann@mail.example>\nSubject: simple\n\nHello\n";

static struct parse_pool *pool_of(uint32_t messages_per_child)
{
	struct parse_settings settings = parse_settings_usual;
	struct parse_pool *pool = NULL;

	settings.messages_per_child = messages_per_child;
	assert_int_equal(parse_pool_open(&settings, &pool), HK_OK);
	return pool;
}

static enum hk_result ask(struct parse_pool *pool, struct hk_arena *arena, const char *raw,
			  struct mail *ret)
{
	struct parse_source source = { -1, raw, strlen(raw) };
	struct parse_limits limits = parse_limits_usual;

	/* Machines that test are busy and sanitisers slow; a child that hangs still fails. */
	limits.deadline_ms = BUSY_MS;
	return parse_mail(pool, arena, &source, &limits, ret);
}

static void expect_simple(struct parse_pool *pool)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail;

	assert_int_equal(ask(pool, arena, simple, &mail), HK_OK);
	assert_string_equal(mail.subject, "simple");
	assert_string_equal(mail.text, "Hello\n");
	assert_int_equal(mail.flags, 0);
}

static int is_number(const struct dirent *entry)
{
	return entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
}

/* /proc/PID/stat says: pid (name) state parent. */
static bool process_is(const char *pid, const char *name, pid_t parent)
{
	scoped_arena *arena = hk_arena_new();
	char *stat, *end;
	size_t len;

	if (hk_file_read(arena, hk_format(arena, "/proc/%s/stat", pid), FILE_BYTES, &stat, &len) !=
	    HK_OK)
		return false;
	end = strstr(stat, hk_format(arena, "(%s) ", name));
	if (!end)
		return false;
	end += strlen(name) + 3;
	return *end != 'Z' && strtol(end + 1, NULL, 10) == parent;
}

/* The living process of that name whose parent is parent, or 0. */
static pid_t process_find(const char *name, pid_t parent)
{
	struct dirent **entries = NULL;
	int count = scandir("/proc", &entries, is_number, NULL);
	pid_t found = 0;

	for (int i = 0; i < count; i++) {
		if (!found && process_is(entries[i]->d_name, name, parent))
			found = (pid_t)strtol(entries[i]->d_name, NULL, 10);
		free(entries[i]);
	}
	free(entries);
	return found;
}

static pid_t process_await(const char *name, pid_t parent)
{
	int64_t until = hk_clock_monotonic() + PATIENCE_MS;
	pid_t found = process_find(name, parent);

	for (; !found && hk_clock_monotonic() < until; found = process_find(name, parent))
		hk_pause_ms(1);
	assert_true(found > 0);
	return found;
}

static void end(pid_t pid)
{
	int64_t until = hk_clock_monotonic() + PATIENCE_MS;

	assert_int_equal(kill(pid, SIGKILL), 0);
	waitpid(pid, NULL, WNOHANG);
	while (kill(pid, 0) == 0 && hk_clock_monotonic() < until) {
		waitpid(pid, NULL, WNOHANG);
		hk_pause_ms(1);
	}
}

static void a_mail_is_read_by_fresh_and_by_used_children(void **state)
{
	static const uint32_t counts[] = { 1, 2, 100 };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(counts); i++) {
		struct parse_pool *pool = pool_of(counts[i]);

		for (int k = 0; k < 5; k++)
			expect_simple(pool);
		assert_true(parse_pool_is_alive(pool));
		parse_pool_close(pool);
	}
}

static void a_file_is_read_as_memory_is(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_pool *pool = pool_of(1);
	scoped_fd file = open(TEST_CORPUS "/mail/bn-question.eml", O_RDONLY | O_CLOEXEC);
	struct stat stat;
	struct mail mail;

	(void)state;
	assert_int_equal(fstat(file, &stat), 0);

	struct parse_source source = { .fd = file, .len = (uint64_t)stat.st_size };

	assert_int_equal(parse_mail(pool, arena, &source, &parse_limits_usual, &mail), HK_OK);
	assert_string_equal(mail.addresses[0].name, "রহিমা খাতুন");
	source.len += 10; /* more than there is */
	assert_int_equal(parse_mail(pool, arena, &source, &parse_limits_usual, &mail), HK_INVALID);
	source.len = parse_limits_usual.mail_bytes + 1;
	assert_int_equal(parse_mail(pool, arena, &source, &parse_limits_usual, &mail), HK_INVALID);
	source.len = 0;
	assert_int_equal(parse_mail(pool, arena, &source, &parse_limits_usual, &mail), HK_OK);
	assert_string_equal(mail.subject, "");
	parse_pool_close(pool);
}

static char *repeated(struct hk_arena *arena, const char *head, const char *pattern, size_t count)
{
	size_t len = strlen(pattern), head_len = strlen(head);
	char *all = hk_alloc(arena, head_len + len * count + 1, 1);

	memcpy(all, head, head_len);
	for (size_t i = 0; i < count; i++)
		memcpy(all + head_len + i * len, pattern, len);
	return all;
}

/* Each of these has stopped some mail reader. Each is answered, and so is the next mail. */
static void attacks_are_answered_and_leave_the_pool_well(void **state)
{
	static const struct {
		const char *head, *pattern;
		size_t count;
		uint32_t flags; /* one of these must be set; 0: the text must be read */
	} attacks[] = {
		{ "Subject: a\n", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", 20000,
		  MAIL_HEADERS_ONLY },
		{ "Subject: a\n", "Content-Type: multipart/digest; boundary=b\n\n--b\n", 20000,
		  MAIL_HEADERS_ONLY },
		{ "Subject: a\n", "X-Header: 1\n", 300000, MAIL_HEADERS_ONLY },
		{ "Subject: a\nX-Long: ", "sixteen letters ", 300000, MAIL_HEADERS_ONLY },
		{ "Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n", "X-Header: 1\n",
		  300000, 0 },
		{ "Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", 100000,
		  MAIL_HEADERS_ONLY | MAIL_PARTS_SKIPPED },
		{ "Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n", "--bx\n", 100000,
		  0 },
		{ "Subject: a\nContent-Type: multipart/mixed; boundary=never\n\n", "some text\n",
		  300000, MAIL_CUT },
		{ "Subject: a\nContent-Type: text/html\n\n", "<div>", 100000, MAIL_CUT },
		{ "Subject: a\nContent-Type: text/html\n\n<a ", "b c='>' ", 100000, MAIL_CUT },
		{ "Subject: a\nContent-Type: text/html\n\n", "<!--", 200000, 0 },
		{ "Subject: a\nContent-Type: text/html\n\n", "&#x1F600;", 600000, MAIL_CUT },
		{ "Subject: a\nContent-Type: text/plain; format=flowed\n\n", "> x \n", 300000, 0 },
		{ "Subject: a\nContent-Type: text/plain\n\n", "\r\n", 500000, 0 },
		/* Headers that never end. */
		{ "Subject: a\nTo: ", "a@b.example, ", 15000, MAIL_HEADERS_ONLY },
		{ "Subject: a\nTo: ", "(", 100000, MAIL_HEADERS_ONLY },
		{ "Subject: a\nTo: ", "g:", 120000, MAIL_HEADERS_ONLY },
		{ "Subject: a\nReferences: ", "<a@b> ", 20000, MAIL_HEADERS_ONLY },
		{ "Subject: ", "=?utf-8?B?QQ==?= ", 10000, MAIL_HEADERS_ONLY },
		{ "Subject: ", "=?utf-8?Q?=", 10000, MAIL_HEADERS_ONLY },
		{ "Subject: ", "=?a?b?x", 35000, MAIL_HEADERS_ONLY },
	};
	struct parse_pool *pool = pool_of(100);

	(void)state;
	for (size_t i = 0; i < HK_COUNT(attacks); i++) {
		scoped_arena *arena = hk_arena_new();
		struct mail mail = { 0 };
		const char *raw =
			repeated(arena, attacks[i].head, attacks[i].pattern, attacks[i].count);
		enum hk_result result = ask(pool, arena, raw, &mail);

		if (result != HK_OK || (attacks[i].flags ? !(mail.flags & attacks[i].flags)
							 : mail.flags & MAIL_HEADERS_ONLY))
			fail_msg("attack %zu: result %d, flags %u", i, result, mail.flags);
		expect_simple(pool);
	}
	parse_pool_close(pool);
}

static void a_mail_of_fifty_megabytes_is_read_whole(void **state)
{
	static const char head[] =
		"Subject: large\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee it.\n--b\n"
		"Content-Type: video/mp4\nContent-Transfer-Encoding: base64\n"
		"Content-Disposition: attachment; filename=large.mp4\n\n";
	scoped_arena *arena = hk_arena_new();
	struct parse_pool *pool = pool_of(1);
	struct mail mail;
	const char *raw = repeated(
		arena, head,
		"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWkFB\n",
		LARGE / 73);

	(void)state;
	assert_int_equal(ask(pool, arena, raw, &mail), HK_OK);
	assert_int_equal(mail.flags, 0);
	assert_int_equal(mail.part_count, 1);
	assert_string_equal(mail.parts[0].name, "large.mp4");
	assert_int_equal(mail.parts[0].size, LARGE / 73 * 54);
	assert_non_null(strstr(mail.text, "See it."));
	parse_pool_close(pool);
}

/* Long enough to be caught at work. */
static char *slow_mail(struct hk_arena *arena)
{
	return repeated(arena, "Subject: slow\nContent-Type: application/x\n\n",
			"a line of the slow mail, sixty-four letters long, newline and all\n",
			LARGE / 66);
}

static void a_slow_child_is_stopped_at_the_deadline(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_pool *pool = pool_of(1);
	struct parse_limits limits = parse_limits_usual;
	char *raw = slow_mail(arena);
	struct parse_source source = { -1, raw, strlen(raw) };
	int64_t began = hk_clock_monotonic();
	struct mail mail;

	(void)state;
	limits.deadline_ms = 60;
	assert_int_equal(parse_mail(pool, arena, &source, &limits, &mail), HK_OK);
	assert_true(mail.flags & MAIL_HEADERS_ONLY);
	assert_string_equal(mail.subject, "slow");
	assert_true(hk_clock_monotonic() - began < 2000);
	expect_simple(pool);
	parse_pool_close(pool);
}

struct asking {
	struct parse_pool *pool;
	struct hk_arena *arena;
	const char *raw;
	struct mail mail;
	enum hk_result result;
};

static void *ask_beside(void *user)
{
	struct asking *in = user;

	in->result = ask(in->pool, in->arena, in->raw, &in->mail);
	return NULL;
}

static void a_child_killed_at_work_costs_nothing_but_time(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct asking asking = { .pool = pool_of(1), .arena = arena, .raw = slow_mail(arena) };
	pthread_t thread;

	(void)state;

	pid_t keeper = process_await("parse-keeper", getpid());
	pid_t nursery = process_await("parse-nursery", keeper);

	assert_int_equal(pthread_create(&thread, NULL, ask_beside, &asking), 0);
	end(process_await("parse-child", nursery));
	pthread_join(thread, NULL);
	assert_int_equal(asking.result, HK_OK);
	assert_string_equal(asking.mail.subject, "slow");
	assert_int_equal(asking.mail.flags, 0);
	assert_int_equal(asking.mail.part_count, 1);
	parse_pool_close(asking.pool);
}

static void a_picture_waits_for_no_mail(void **state)
{
	scoped_arena *arena = hk_arena_new();
	scoped_arena *beside = hk_arena_new(); /* the other thread has the first */
	struct parse_settings settings = parse_settings_usual;
	struct parse_source no_picture = { -1, simple, strlen(simple) };
	struct asking asking = { .arena = arena, .raw = slow_mail(arena) };
	struct picture picture;
	pthread_t thread;

	(void)state;
	settings.children = 1;
	assert_int_equal(parse_pool_open(&settings, &asking.pool), HK_OK);

	pid_t nursery = process_await("parse-nursery", process_await("parse-keeper", getpid()));

	assert_int_equal(pthread_create(&thread, NULL, ask_beside, &asking), 0);

	pid_t reader = process_await("parse-child", nursery);

	assert_int_equal(kill(reader, SIGSTOP), 0);
	assert_int_equal(parse_picture(asking.pool, beside, &no_picture, &picture), HK_INVALID);
	assert_true(process_is(hk_format(beside, "%d", (int)reader), "parse-child", nursery));
	assert_int_equal(kill(reader, SIGCONT), 0);
	pthread_join(thread, NULL);
	assert_int_equal(asking.result, HK_OK);
	assert_string_equal(asking.mail.subject, "slow");
	parse_pool_close(asking.pool);
}

static void a_dead_nursery_is_replaced(void **state)
{
	struct parse_pool *pool = pool_of(1);
	pid_t keeper = process_await("parse-keeper", getpid());

	(void)state;
	for (int i = 0; i < 3; i++) {
		expect_simple(pool);
		end(process_await("parse-nursery", keeper));
		expect_simple(pool);
		assert_true(parse_pool_is_alive(pool));
	}
	parse_pool_close(pool);
}

static void a_dead_keeper_is_not_missed_until_the_nursery_dies_too(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_pool *pool = pool_of(1);
	pid_t keeper = process_await("parse-keeper", getpid());
	pid_t nursery = process_await("parse-nursery", keeper);
	struct mail mail;

	(void)state;
	end(keeper);
	expect_simple(pool);
	assert_true(parse_pool_is_alive(pool));
	end(nursery);
	assert_false(parse_pool_is_alive(pool));
	assert_int_equal(ask(pool, arena, simple, &mail), HK_UNAVAILABLE);
	parse_pool_close(pool);
}

/* A service manager signals every process at once, while the server still has mail to finish. */
static void signals_to_all_do_not_end_the_readers(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
	struct parse_pool *pool = pool_of(1);
	pid_t keeper = process_await("parse-keeper", getpid());
	pid_t nursery = process_await("parse-nursery", keeper);

	(void)state;
	for (size_t i = 0; i < HK_COUNT(signals); i++) {
		kill(keeper, signals[i]);
		kill(nursery, signals[i]);
	}
	expect_simple(pool);
	assert_int_equal(process_find("parse-nursery", keeper), nursery);
	parse_pool_close(pool);
	assert_int_equal(kill(keeper, 0), -1);
	assert_int_equal(kill(nursery, 0), -1);
}

static void the_environment_does_not_reach_the_readers(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_pool *pool = pool_of(1);
	pid_t keeper = process_await("parse-keeper", getpid());
	char *ours, *theirs;
	size_t len = 0, their_len = 0;

	(void)state;
	expect_simple(pool);
	assert_int_equal(hk_file_read(arena, "/proc/self/environ", FILE_BYTES, &ours, &len), HK_OK);
	assert_true(len > 0 && ours[0] != '\0');
	if (hk_file_read(arena, hk_format(arena, "/proc/%d/environ", (int)keeper), FILE_BYTES,
			 &theirs, &their_len) != HK_OK)
		print_message("skipped: only root may look into a process that is not dumpable\n");
	for (size_t i = 0; i < their_len; i++)
		assert_int_equal(theirs[i], 0);
	parse_pool_close(pool);
}

static void *ask_often(void *user)
{
	for (int i = 0; i < MAILS; i++)
		expect_simple(user);
	return NULL;
}

static uint32_t births_of(uint32_t messages_per_child, int threads)
{
	struct parse_pool *pool = pool_of(messages_per_child);
	pthread_t asking[THREADS];
	uint32_t births;

	for (int i = 0; i < threads; i++)
		assert_int_equal(pthread_create(&asking[i], NULL, ask_often, pool), 0);
	for (int i = 0; i < threads; i++)
		pthread_join(asking[i], NULL);
	births = parse_pool_births(pool);
	parse_pool_close(pool);
	return births;
}

static void mails_that_follow_each_other_closely_share_a_child_if_they_may(void **state)
{
	(void)state;
	assert_int_equal(births_of(1, THREADS), THREADS * MAILS);
	assert_true(births_of(100, 1) < MAILS);
	assert_true(births_of(100, THREADS) < THREADS * MAILS / 2);
}

static void a_mail_that_comes_alone_has_a_child_of_its_own(void **state)
{
	struct parse_pool *pool = pool_of(100);

	(void)state;
	for (uint32_t i = 1; i <= 3; i++) {
		expect_simple(pool);
		assert_int_equal(parse_pool_births(pool), i);
		hk_pause_ms(ALONE_MS);
	}
	parse_pool_close(pool);
}

static void many_threads_share_a_pool(void **state)
{
	struct parse_pool *pool = pool_of(3);
	struct asking asking[THREADS];
	pthread_t threads[THREADS];

	(void)state;
	for (int i = 0; i < THREADS; i++) {
		asking[i] = (struct asking){ .pool = pool, .arena = hk_arena_new() };
		asking[i].raw = hk_format(asking[i].arena, "Subject: mail %d\n\nx\n", i);
		assert_int_equal(pthread_create(&threads[i], NULL, ask_beside, &asking[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(asking[i].result, HK_OK);
		assert_string_equal(asking[i].mail.subject,
				    hk_format(asking[i].arena, "mail %d", i));
		hk_arena_free(asking[i].arena);
	}
	parse_pool_close(pool);
}

struct tally {
	struct parse_pool *pool;
	uint32_t mails, refused;
};

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void file_read(struct tally *tally, const char *path)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail;
	char *raw;
	size_t len;

	if (hk_file_read(arena, path, LARGE, &raw, &len) != HK_OK)
		return;

	struct parse_source source = { -1, raw, len };

	tally->mails++;
	if (parse_mail(tally->pool, arena, &source, &parse_limits_usual, &mail) == HK_OK)
		return;
	tally->refused++;
	print_message("refused: %s\n", path);
}

static void folder_read(struct tally *tally, const char *path)
{
	scoped_arena *arena = hk_arena_new();
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, is_shown, alphasort);

	for (int i = 0; i < count; i++) {
		const char *inner = hk_format(arena, "%s/%s", path, entries[i]->d_name);

		if (entries[i]->d_type == DT_DIR)
			folder_read(tally, inner);
		else
			file_read(tally, inner);
		free(entries[i]);
	}
	free(entries);
}

static void every_mail_of_the_corpora_is_answered(void **state)
{
	struct tally tally = { .pool = pool_of(100) };
	const char *outside = *state;

	folder_read(&tally, TEST_CORPUS "/mail");
	assert_true(tally.mails >= 20);
	if (outside) {
		scoped_arena *arena = hk_arena_new();
		uint32_t before = tally.mails;

		folder_read(&tally, hk_format(arena, "%s/mail-corpus", outside));
		print_message("%u mails of HARK_CORPUS read\n", tally.mails - before);
		assert_true(tally.mails > before);
	} else {
		print_message("skipped the foreign mails: HARK_CORPUS is not set\n");
	}
	assert_int_equal(tally.refused, 0);
	parse_pool_close(tally.pool);
}

int main(int count, char **arguments, char **environment)
{
	static const char name[] = "HARK_CORPUS=";
	char *corpus = NULL;

	(void)count;
	(void)arguments;
	for (; *environment; environment++)
		if (hk_starts(*environment, name))
			corpus = *environment + sizeof(name) - 1;

	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mail_is_read_by_fresh_and_by_used_children),
		cmocka_unit_test(a_file_is_read_as_memory_is),
		cmocka_unit_test(attacks_are_answered_and_leave_the_pool_well),
		cmocka_unit_test(a_mail_of_fifty_megabytes_is_read_whole),
		cmocka_unit_test(a_slow_child_is_stopped_at_the_deadline),
		cmocka_unit_test(a_child_killed_at_work_costs_nothing_but_time),
		cmocka_unit_test(a_picture_waits_for_no_mail),
		cmocka_unit_test(a_dead_nursery_is_replaced),
		cmocka_unit_test(a_dead_keeper_is_not_missed_until_the_nursery_dies_too),
		cmocka_unit_test(signals_to_all_do_not_end_the_readers),
		cmocka_unit_test(the_environment_does_not_reach_the_readers),
		cmocka_unit_test(many_threads_share_a_pool),
		cmocka_unit_test(mails_that_follow_each_other_closely_share_a_child_if_they_may),
		cmocka_unit_test(a_mail_that_comes_alone_has_a_child_of_its_own),
		cmocka_unit_test_prestate(every_mail_of_the_corpora_is_answered, corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
