/* Whether an address belongs to the public internet, as opposed to a house, a machine or nobody. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

/*
 * What the IANA registries of special-purpose addresses (RFC 6890) do not call globally reachable
 * is not public: of IPv4 private, shared, loopback, link-local, documentation, benchmark, multicast
 * and reserved ones; of IPv6 everything outside 2000::/3 and there documentation, 6to4 and the
 * block 2001::/23 with Teredo, through which an IPv4 address could be meant. Any other family is
 * not.
 */
bool net_address_is_public(const struct sockaddr *address);
