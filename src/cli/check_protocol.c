// likmc check of a protocol: see cli.h.
#include "cli.h"
#include "likmc/constants.h"
#include "likmc/protocol.h"
#include "likmc/yaml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void print_lines(const lk_lines *lines) {
    for (size_t i = 0; i < lines->count; i++)
        printf("  %*s%s\n", 2 * lines->items[i].depth, "", lines->items[i].text);
}

static void print_protocol(const lk_params *params, const lk_protocol *protocol, const char *path) {
    printf("protocol: %s\n", path);
    print_lines(&params->protocol.steps);
    if (params->protocol.steps.count == 0)
        printf("  plate at %.6g mA/cm2 until %.6g mAh/cm2\n", params->protocol.current_density / 10,
               params->protocol.capacity / LK_MAH_PER_CM2);
    printf("%lld cycle%s, %.6g mAh/cm2 to pass both ways, at most %.6g mAh/cm2 there at a time\n",
           (long long)protocol->cycles, protocol->cycles == 1 ? "" : "s",
           protocol->throughput / LK_MAH_PER_CM2, protocol->peak / LK_MAH_PER_CM2);
}

lk_status lk_check_protocol(const lk_options *options, lk_error_list *errors) {
    lk_params *params = malloc(sizeof *params);
    if (!params) return lk_error_set(errors, LK_FAILED, "out of memory");
    lk_protocol protocol;
    const lk_status status = lk_yaml_load_protocol(options->operands[0], params, errors);
    if (!status && lk_protocol_compile(params, &protocol, NULL, NULL))
        print_protocol(params, &protocol, options->operands[0]);
    free(params);
    return status;
}
