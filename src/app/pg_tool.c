#include "app/pg_tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "db/db.h"

enum { WORDS_MAX = 12 };

/* Ours with the password in it, in the place of one that may be there. */
static char **environment_with(struct hk_arena *arena, const char *password)
{
	static const char name[] = "PGPASSWORD=";
	size_t count = 0, kept = 0;

	while (environ[count])
		count++;

	char **list = hk_alloc(arena, count + 2, sizeof(*list));

	for (size_t i = 0; i < count; i++)
		if (!*password || !hk_starts(environ[i], name))
			list[kept++] = environ[i];
	if (*password)
		list[kept++] = hk_format(arena, "%s%s", name, password);
	list[kept] = NULL;
	return list;
}

/* What we block we block for ourselves: whoever stops us stops the tool too. */
static int spawn(char *const *words, char *const *environment, pid_t *ret)
{
	posix_spawnattr_t how;
	sigset_t none;

	sigemptyset(&none);
	posix_spawnattr_init(&how);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK);

	int fault = posix_spawnp(ret, words[0], NULL, &how, words, environment);

	posix_spawnattr_destroy(&how);
	return fault;
}

static enum hk_result run(struct hk_arena *arena, const char *const *words, const char *password)
{
	char *copies[WORDS_MAX] = { NULL };
	pid_t pid;
	int status, fault;

	for (size_t i = 0; words[i] && i + 1 < WORDS_MAX; i++)
		copies[i] = hk_copy_text(arena, words[i]);
	fault = spawn(copies, environment_with(arena, password), &pid);
	if (fault != 0)
		return fault == ENOENT ? HK_NOT_FOUND : HK_UNAVAILABLE;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return HK_UNAVAILABLE;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? HK_OK : HK_UNAVAILABLE;
}

enum hk_result pg_tool_dump(struct hk_arena *arena, const char *url, const char *path)
{
	const char *target, *password;

	HK_TRY(db_url_split(arena, url, &target, &password));

	const char *const words[] = { "pg_dump",    "--format=custom",
				      "--no-owner", "--no-password",
				      "--file",     path,
				      "--dbname",   target,
				      NULL };
	enum hk_result result;
	/* Nobody else reads it, whatever the umask of who started us. */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return HK_UNAVAILABLE;
	result = run(arena, words, password);
	if (result == HK_OK && fsync(fd) != 0)
		result = HK_UNAVAILABLE;
	close(fd);
	if (result != HK_OK)
		unlink(path);
	return result;
}

enum hk_result pg_tool_restore(struct hk_arena *arena, const char *url, const char *path)
{
	const char *target, *password;

	HK_TRY(db_url_split(arena, url, &target, &password));

	const char *const words[] = {
		"pg_restore", "--clean", "--if-exists", "--no-owner", "--no-password",
		"--dbname",   target,    path,          NULL
	};

	return run(arena, words, password);
}
