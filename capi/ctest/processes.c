/*
 * Several processes on one store, and death in the middle. The test starts itself again with a role as its argument: a child that was only
 * forked could not use the library.
 */
#define _GNU_SOURCE
#include "check.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define USAGE (PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT | PSA_KEY_USAGE_EXPORT)
#define SHARED 0x5001

static uint8_t out[64];
static size_t n;

static pid_t start(const char *role, int *from)
{
    int ends[2] = {-1, -1};
    pid_t pid;

    fflush(stdout);
    CHECK(pipe(ends) == 0);
    pid = fork();
    if (pid == 0) {
        dup2(ends[1], 3);
        close(ends[0]);
        execl("/proc/self/exe", "processes", role, (char *)NULL);
        _exit(99);
    }
    close(ends[1]);
    *from = ends[0];
    return pid;
}

static int ended(pid_t pid)
{
    int status = -1;

    CHECK(waitpid(pid, &status, 0) == pid);
    return status;
}

/* Role "creates": makes keys for ever, and writes each identifier once the library says that the key is there. */
static int creates(void)
{
    OK(psa_crypto_init());
    for (psa_key_id_t id = 0x6000; check_failures == 0; id++) {
        OK(generate_as(id, PSA_KEY_TYPE_AES, 128, USAGE, PSA_ALG_CTR));
        if (write(3, &id, sizeof id) != sizeof id)
            break;
    }
    return 1;
}

/* Role "destroys": destroys the shared key, and makes another one under its identifier. */
static int destroys(void)
{
    OK(psa_crypto_init());
    OK(psa_destroy_key(SHARED));
    OK(generate_as(SHARED, PSA_KEY_TYPE_AES, 256, USAGE, PSA_ALG_CTR));
    return result();
}

/* Role "opens": leaves with a handle open and an operation under way. */
static int opens(void)
{
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    psa_key_handle_t handle;

    OK(psa_crypto_init());
    OK(psa_open_key(SHARED, &handle));
    OK(psa_cipher_encrypt_setup(&op, handle, PSA_ALG_CTR));
    return result();
}

/* Role "races": makes keys that another process makes too; one of the two gets each. */
static int races(void)
{
    uint32_t won = 0;

    OK(psa_crypto_init());
    for (psa_key_id_t id = 0x7000; id < 0x7040; id++) {
        const psa_status_t status = generate_as(id, PSA_KEY_TYPE_AES, 128, USAGE, PSA_ALG_CTR);

        if (status == PSA_SUCCESS)
            won++;
        else
            WANT(PSA_ERROR_ALREADY_EXISTS, status);
    }
    CHECK(write(3, &won, sizeof won) == sizeof won);
    return result();
}

static void death_in_the_middle(void)
{
    psa_key_id_t id, made[4096];
    int from, many = 0;

    for (int round = 0; round < 3; round++) {
        const pid_t pid = start("creates", &from);

        many = 0;
        while (many < 20 + 7 * round && read(from, &id, sizeof id) == sizeof id)
            made[many++] = id;
        kill(pid, SIGKILL);
        while (many < 4096 && read(from, &id, sizeof id) == sizeof id)
            made[many++] = id;
        close(from);
        CHECK(WIFSIGNALED(ended(pid)));
        CHECK(many >= 20);
        /* Every key that was told of is there and whole. */
        for (int i = 0; i < many; i++) {
            OK(psa_export_key(made[i], out, sizeof out, &n));
            CHECK(n == 16);
            OK(psa_destroy_key(made[i]));
        }
        (void)psa_destroy_key(id + 1); /* may be there: made, and not told any more */
    }
}

static void seen_by_others(void)
{
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    psa_key_handle_t handle;
    int from;

    OK(generate_as(SHARED, PSA_KEY_TYPE_AES, 128, USAGE | PSA_KEY_USAGE_CACHE, PSA_ALG_CTR));
    OK(psa_export_key(SHARED, out, sizeof out, &n));
    CHECK(n == 16);
    OK(psa_open_key(SHARED, &handle));
    CHECK(ended(start("opens", &from)) == 0); /* it died with a handle open */
    close(from);
    OK(psa_export_key(handle, out, sizeof out, &n));
    CHECK(ended(start("destroys", &from)) == 0);
    close(from);
    /* The next use sees the other process's key; the handle leads to none any more. */
    OK(psa_export_key(SHARED, out, sizeof out, &n));
    CHECK(n == 32);
    WANT(PSA_ERROR_INVALID_HANDLE, psa_export_key(handle, out, sizeof out, &n));
    WANT(PSA_ERROR_INVALID_HANDLE, psa_cipher_encrypt_setup(&op, handle, PSA_ALG_CTR));
    OK(psa_destroy_key(SHARED));
}

static void one_wins(void)
{
    uint32_t won[2] = {0, 0};
    int from[2];
    const pid_t first = start("races", &from[0]), second = start("races", &from[1]);

    CHECK(read(from[0], &won[0], sizeof won[0]) == sizeof won[0]);
    CHECK(read(from[1], &won[1], sizeof won[1]) == sizeof won[1]);
    CHECK(ended(first) == 0 && ended(second) == 0);
    CHECK(won[0] + won[1] == 0x40);
    for (psa_key_id_t id = 0x7000; id < 0x7040; id++)
        OK(psa_destroy_key(id));
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "creates") == 0)
        return creates();
    if (argc > 1 && strcmp(argv[1], "destroys") == 0)
        return destroys();
    if (argc > 1 && strcmp(argv[1], "opens") == 0)
        return opens();
    if (argc > 1 && strcmp(argv[1], "races") == 0)
        return races();
    OK(psa_crypto_init());
    RUN(death_in_the_middle);
    RUN(seen_by_others);
    RUN(one_wins);
    return result();
}
