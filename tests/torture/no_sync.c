/* Loaded before libc: nothing that is written is made safe. The torture of the power (power.py)
 * must find loss with it, or it could not find any. */
int fsync(int fd);
int fdatasync(int fd);

int fsync(int fd)
{
	(void)fd;
	return 0;
}

int fdatasync(int fd)
{
	(void)fd;
	return 0;
}
