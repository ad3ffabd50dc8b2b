package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A COMMIT that fails with an I/O error may become durable after all. The failure is made by a shim, preloaded into a child
 * process, that lets syncs of the log fail.
 */
@EnabledOnOs(OS.LINUX)
class CommitFailureTest {
    private static final String SHIM = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <errno.h>
            #include <fcntl.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <unistd.h>

            static int must_fail(int fd) {
              char link[64], name[4096], digit = '0';
              snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
              ssize_t length = readlink(link, name, sizeof name - 1);
              if (length < 4 || strncmp(name + length - 4, "-wal", 4) != 0) return 0;
              int control = open(getenv("SYNC_FAILURES"), O_RDWR);
              if (control < 0) return 0;
              int fail = read(control, &digit, 1) == 1 && digit > '0' && digit <= '9';
              if (digit == '*') fail = 1;
              if (fail && digit != '*') { digit--; fail = pwrite(control, &digit, 1, 0) == 1; }
              close(control);
              return fail;
            }

            #define INTERPOSE(name) \\
              int name(int fd) { \\
                static int (*real)(int); \\
                if (!real) real = (int (*)(int)) dlsym(RTLD_NEXT, #name); \\
                if (must_fail(fd)) { errno = EIO; return -1; } \\
                return real(fd); \\
              }
            INTERPOSE(fsync)
            INTERPOSE(fdatasync)
            """;

    @TempDir
    private Path folder;

    @Test
    void aCommitThatFailsIsReplayedOrCalledUnknownAndNeverDoubled() throws Exception {
        assertThat(run("single"))
                .containsExactly(
                        "fails once: committed, runs 2, afterCommit 1",
                        "fails always: OutcomeUnknownException, runs 3, afterCommit 0",
                        "not replayable: OutcomeUnknownException, runs 1, afterCommit 0",
                        "afterwards: committed, runs 1, afterCommit 1",
                        "rows [fails once, afterwards]",
                        "replayed 3",
                        "closed");
    }

    /** Each unit of the group runs again in a transaction of its own. */
    @Test
    void aGroupWhoseCommitFailsRunsAgainOneByOne() throws Exception {
        assertThat(run("group"))
                .containsExactly(
                        "fails once, holder: committed, runs 2, afterCommit 1",
                        "fails once, a: committed, runs 2, afterCommit 1",
                        "fails once, b: committed, runs 2, afterCommit 1",
                        "fails once, c: committed, runs 2, afterCommit 1",
                        "transactions 4",
                        // The first replay fails too, and the second one overwrites it.
                        "fails twice, holder: committed, runs 3, afterCommit 1",
                        "fails twice, a: committed, runs 2, afterCommit 1",
                        "fails twice, b: committed, runs 2, afterCommit 1",
                        "fails twice, c: committed, runs 2, afterCommit 1",
                        "transactions 4",
                        "fails always, holder: OutcomeUnknownException, runs 3, afterCommit 0",
                        "fails always, a: OutcomeUnknownException, runs 3, afterCommit 0",
                        "fails always, b: OutcomeUnknownException, runs 3, afterCommit 0",
                        "fails always, c: OutcomeUnknownException, runs 3, afterCommit 0",
                        "transactions 0",
                        "afterwards: committed, runs 1, afterCommit 1",
                        "rows [fails once, holder, fails once, a, fails once, b, fails once, c,"
                                + " fails twice, holder, fails twice, a, fails twice, b, fails twice, c, afterwards]",
                        "replayed 17",
                        "closed");
    }

    /** It had undone its own part before the COMMIT, so there is nothing that could become durable. */
    @Test
    void aUnitThatFailedByItselfFailsWithItsOwnError() throws Exception {
        assertThat(run("own failure"))
                .containsExactly(
                        "fails once, holder: committed, runs 2, afterCommit 1",
                        "fails once, a: committed, runs 2, afterCommit 1",
                        "fails once, b: IllegalStateException, runs 2, afterCommit 0",
                        "fails once, c: committed, runs 2, afterCommit 1",
                        "transactions 3",
                        "fails always, holder: OutcomeUnknownException, runs 3, afterCommit 0",
                        "fails always, a: OutcomeUnknownException, runs 3, afterCommit 0",
                        "fails always, b: IllegalStateException, runs 2, afterCommit 0",
                        "fails always, c: OutcomeUnknownException, runs 3, afterCommit 0",
                        "transactions 0",
                        "afterwards: committed, runs 1, afterCommit 1",
                        "rows [fails once, holder, fails once, a, fails once, c, afterwards]",
                        "replayed 11",
                        "closed");
    }

    /** Those whose turn had not come may have been committed as well as the one that ran. */
    @Test
    void anOutcomeStaysUnknownWhenTheDatabaseIsClosedBeforeTheUnitRanAgain() throws Exception {
        assertThat(run("closed meanwhile"))
                .containsExactly(
                        "closed, holder: OutcomeUnknownException, runs 2, afterCommit 0",
                        "closed, a: OutcomeUnknownException, runs 1, afterCommit 0",
                        "closed, b: OutcomeUnknownException, runs 1, afterCommit 0",
                        "closed, c: OutcomeUnknownException, runs 1, afterCommit 0",
                        "transactions 0",
                        "closed");
    }

    /** What a failed COMMIT left in the log may come back when the process is killed: at most one run of one unit, and whole. */
    @Test
    void anUnknownOutcomeIsOneOfTwo() throws Exception {
        assertThat(run("killed"))
                .containsExactly(
                        "fails always, holder: OutcomeUnknownException, runs 3, afterCommit 0",
                        "fails always, a: OutcomeUnknownException, runs 3, afterCommit 0",
                        "fails always, b: OutcomeUnknownException, runs 3, afterCommit 0",
                        "fails always, c: OutcomeUnknownException, runs 3, afterCommit 0",
                        "transactions 0");
        try (SqliteDatabase db = Sqlite.open(folder.resolve("commit.db"))) {
            assertThat(db.query("select name from item", row -> row.getString(1)))
                    .isSubsetOf("fails always, holder", "fails always, a", "fails always, b", "fails always, c")
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(db.query("select name from item", row -> row.getString(1)))
                    .isEqualTo(db.query("select name from echo", row -> row.getString(1)));
            Invariants.check(db);
        }
    }

    /** Runs a case of the program, and returns what it said. */
    private List<String> run(String name) throws Exception {
        Path shim = Preload.build(folder, SHIM);
        Path control = Files.writeString(folder.resolve("failures"), "0");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CommitFailureProgram.class.getName(),
                name,
                control.toString(),
                folder.resolve("commit.db").toString());
        builder.environment().put("LD_PRELOAD", shim.toString());
        builder.environment().put("SYNC_FAILURES", control.toString());
        Path errors = folder.resolve("errors");
        Process process = builder.redirectError(errors.toFile()).start();
        List<String> lines = process.inputReader()
                .lines()
                .filter(line -> line.startsWith("> "))
                .map(line -> line.substring(2))
                .toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        // Shown where the lines are not the expected ones.
        System.err.print(Files.readString(errors));
        return lines;
    }
}
