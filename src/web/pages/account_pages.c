#include "web/pages/families.h"

const struct web_route account_pages[] = {
	{ 0 },
};
