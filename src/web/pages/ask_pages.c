#include "web/pages/families.h"

const struct web_route ask_pages[] = {
	{ 0 },
};
