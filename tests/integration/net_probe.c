/*
 * The net role and its client, as a program for tests: prints one JSON object a line.
 *   net_probe smtp URL FROM RECIPIENT… <MAIL        sends it once
 *   net_probe smtp-twice URL FROM RECIPIENT… <MAIL  twice in one session
 *   net_probe imap URL UIDVALIDITY UID              watches until standard input ends
 *   net_probe imap-refuse URL UIDVALIDITY UID       the same, and keeps nothing
 */
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
#include "net/net.h"

enum { MAIL_BYTES = 64 * 1024 * 1024, BACKLOG = 64, POSITION_AT = 3 };

struct probe {
	struct hk_arena *arena;
	char path[64]; /* of the role's socket */
	pid_t role;
	bool keeps; /* what IMAP brings */
};

static void line_print(json_t *line)
{
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(line);
}

static json_t *answer_json(const struct net_answer *answer)
{
	static const char *const outcomes[] = { "sent", "deferred", "refused", "unknown",
						"unreachable" };

	return json_pack("{s:s,s:i,s:s}", "outcome", outcomes[answer->outcome], "code",
			 answer->code, "text", answer->text ? answer->text : "");
}

static json_t *verdict_json(const char *step, enum hk_result result,
			    const struct net_verdict *verdict, int64_t ms)
{
	json_t *recipients = json_array();

	for (size_t i = 0; i < verdict->recipient_count; i++)
		json_array_append_new(recipients, answer_json(&verdict->recipients[i]));
	return json_pack("{s:s,s:i,s:o,s:o,s:I}", "step", step, "result", (int)result, "all",
			 answer_json(&verdict->all), "recipients", recipients, "ms",
			 (json_int_t)ms);
}

static bool role_start(struct probe *probe)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(probe->path, sizeof(probe->path), "/tmp/net-probe-%d", getpid());
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", probe->path);
	unlink(probe->path);
	if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) ||
	    listen(listener, BACKLOG))
		return false;
	probe->role = fork();
	if (probe->role == 0)
		_exit(net_role_run(listener) == HK_OK ? EXIT_SUCCESS : EXIT_FAILURE);
	close(listener);
	return probe->role > 0;
}

static void role_stop(const struct probe *probe)
{
	int status = 0;

	kill(probe->role, SIGTERM);
	waitpid(probe->role, &status, 0);
	unlink(probe->path);
	line_print(json_pack("{s:s,s:i}", "step", "end", "status", status));
}

static int smtp_run(struct probe *probe, char **arguments, int count, int times)
{
	struct net_mail mail = { .from = arguments[1],
				 .recipients = (const char *const *)arguments + 2,
				 .recipient_count = (size_t)count - 2,
				 .envelope_id = "probe=1",
				 .wants_reports = true };
	struct net_session *session;
	struct net_verdict verdict;
	struct net_smtp smtp;
	const char *problem;
	char *bytes;
	int64_t since = hk_clock_monotonic();
	enum hk_result result;

	if (net_smtp_read(probe->arena, arguments[0], &smtp, &problem) != HK_OK ||
	    hk_fd_read(probe->arena, STDIN_FILENO, MAIL_BYTES, &bytes, &mail.length) != HK_OK)
		return EXIT_FAILURE;
	mail.bytes = bytes;
	result = net_smtp_open(probe->arena, probe->path, &smtp, &session, &verdict);
	line_print(verdict_json("open", result, &verdict, hk_clock_monotonic() - since));
	for (int i = 0; result == HK_OK && i < times; i++) {
		enum hk_result sent;

		since = hk_clock_monotonic();
		sent = net_smtp_send(probe->arena, session, &mail, &verdict);
		line_print(verdict_json("send", sent, &verdict, hk_clock_monotonic() - since));
	}
	if (result == HK_OK)
		net_close(session);
	return EXIT_SUCCESS;
}

static enum hk_result news_print(void *data, const struct net_news *news)
{
	static const char *const kinds[] = { "ready", "mail", "too-big" };
	const struct probe *probe = data;
	scoped_arena *arena = hk_arena_new();
	unsigned char digest[HK_DIGEST];
	char *bytes = hk_copy_text(arena, "");
	size_t length = 0;

	if (news->fd >= 0 && hk_fd_read(arena, news->fd, MAIL_BYTES, &bytes, &length) != HK_OK)
		return HK_FAILED;
	hk_sha256(bytes, length, digest);
	line_print(json_pack("{s:s,s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:s,s:I}", "step", "news", "kind",
			     kinds[news->kind], "uidvalidity", (json_int_t)news->uidvalidity, "uid",
			     (json_int_t)news->uid, "after_uidvalidity",
			     (json_int_t)news->after_uidvalidity, "after_uid",
			     (json_int_t)news->after_uid, "size", (json_int_t)news->size, "got",
			     (json_int_t)length, "sha256", hk_hex(arena, digest, sizeof(digest)),
			     "at", (json_int_t)hk_clock_now()));
	return probe->keeps || news->kind == NET_NEWS_READY ? HK_OK : HK_UNAVAILABLE;
}

static int imap_run(struct probe *probe, char **arguments, int count)
{
	struct net_watch watch = { .stop = STDIN_FILENO, .on_news = news_print, .data = probe };
	int64_t uidvalidity, uid;
	struct net_answer answer;
	struct net_imap mailbox;
	const char *problem;
	enum hk_result result;

	if (count < POSITION_AT || !hk_number(arguments[1], &uidvalidity) ||
	    !hk_number(arguments[2], &uid) ||
	    net_imap_read(probe->arena, arguments[0], &mailbox, &problem) != HK_OK)
		return EXIT_FAILURE;
	mailbox.after_uidvalidity = (uint32_t)uidvalidity;
	mailbox.after_uid = (uint32_t)uid;
	mailbox.mail_bytes = (int64_t)8 * 1024 * 1024;
	result = net_imap_watch(probe->arena, probe->path, &mailbox, &watch, &answer);
	line_print(json_pack("{s:s,s:i,s:s}", "step", "over", "result", (int)result, "text",
			     answer.text ? answer.text : ""));
	return EXIT_SUCCESS;
}

int main(int count, char **words)
{
	scoped_arena *arena = hk_arena_new();
	struct probe probe = { .arena = arena };
	int status = EXIT_FAILURE;

	if (count < 4 || hk_secret_start() != HK_OK || !role_start(&probe))
		return EXIT_FAILURE;
	probe.keeps = !hk_equal(words[1], "imap-refuse");
	if (hk_starts(words[1], "imap"))
		status = imap_run(&probe, words + 2, count - 2);
	else if (count > 4)
		status = smtp_run(&probe, words + 2, count - 2,
				  hk_equal(words[1], "smtp-twice") ? 2 : 1);
	role_stop(&probe);
	return status;
}
