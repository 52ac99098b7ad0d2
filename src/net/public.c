#include "net/public.h"

#include <netinet/in.h>
#include <stdint.h>

#include "base/result.h"

struct block {
	uint32_t begin;
	unsigned bits;
};

static const struct block not_public[] = {
	{ 0x00000000, 8 },  /* 0.0.0.0/8 */
	{ 0x0a000000, 8 },  /* 10.0.0.0/8 */
	{ 0x64400000, 10 }, /* 100.64.0.0/10 */
	{ 0x7f000000, 8 },  /* 127.0.0.0/8 */
	{ 0xa9fe0000, 16 }, /* 169.254.0.0/16 */
	{ 0xac100000, 12 }, /* 172.16.0.0/12 */
	{ 0xc0000000, 24 }, /* 192.0.0.0/24 */
	{ 0xc0000200, 24 }, /* 192.0.2.0/24 */
	{ 0xc0586300, 24 }, /* 192.88.99.0/24 */
	{ 0xc0a80000, 16 }, /* 192.168.0.0/16 */
	{ 0xc6120000, 15 }, /* 198.18.0.0/15 */
	{ 0xc6336400, 24 }, /* 198.51.100.0/24 */
	{ 0xcb007100, 24 }, /* 203.0.113.0/24 */
	{ 0xe0000000, 4 },  /* 224.0.0.0/4 */
	{ 0xf0000000, 4 },  /* 240.0.0.0/4 and the broadcast */
};

static bool is_public_four(uint32_t address)
{
	for (size_t i = 0; i < HK_COUNT(not_public); i++)
		if ((address ^ not_public[i].begin) >> (32 - not_public[i].bits) == 0)
			return false;
	return true;
}

static bool is_public_six(const unsigned char *six)
{
	if (six[0] >> 5 != 1)
		return false;
	if (six[0] == 0x20 && six[1] == 0x02)
		return false;
	if (six[0] != 0x20 || six[1] != 0x01)
		return !(six[0] == 0x3f && six[1] == 0xff && six[2] >> 4 == 0);
	return six[2] > 1 && !(six[2] == 0x0d && six[3] == 0xb8);
}

bool net_address_is_public(const struct sockaddr *address)
{
	const void *at = address;

	if (address->sa_family == AF_INET)
		return is_public_four(ntohl(((const struct sockaddr_in *)at)->sin_addr.s_addr));
	return address->sa_family == AF_INET6 &&
	       is_public_six(((const struct sockaddr_in6 *)at)->sin6_addr.s6_addr);
}
