package dev.sqlane.sqlite.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trap 17: how SQLite's library gets into the process. It is the driver's doing, so that Sqlane can only say what to do: {@code
 * --enable-native-access}, and {@code org.sqlite.tmpdir}.
 */
class LoadingTrapsTest {
    private static final String WARNING = "restricted method in java.lang.System has been called";

    @TempDir
    Path folder;

    @Test
    void trap17PlainAndSqlaneJavaWarnsUnlessNativeAccessIsEnabled() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "JDK 24 was the first to warn");
        for (String stack : List.of("plain", "sqlane")) {
            try (ForeignProcess child = new ChildJvm(OpenOnce.class, folder)
                    .withoutNativeAccess()
                    .start(stack, folder.resolve("loud.db").toString())) {
                assertThat(child.output()).contains(WARNING).contains("# opened");
            }
            try (ForeignProcess child = new ChildJvm(OpenOnce.class, folder)
                    .start(stack, folder.resolve("silent.db").toString())) {
                assertThat(child.output()).doesNotContain(WARNING).contains("# opened");
            }
        }
    }

    /**
     * The driver unpacks the library into {@code org.sqlite.tmpdir}, by default the temporary folder. One from which nothing
     * can be run is mounted for the child alone, which takes the rights of root.
     */
    @Test
    void trap17PlainAndSqlaneATemporaryFolderThatRunsNothing() throws Exception {
        Path noexec = Files.createDirectory(folder.resolve("noexec"));
        String mount = "mount -t tmpfs -o noexec tmpfs '" + noexec + "' && exec \"$@\"";
        String[] through = {"unshare", "--mount", "sh", "-c", mount, "sh"};
        if (!runs(through)) {
            abort("no folder can be mounted here from which nothing can be run");
        }
        for (String stack : List.of("plain", "sqlane")) {
            String file = folder.resolve(stack + ".db").toString();
            try (ForeignProcess child = new ChildJvm(OpenOnce.class, folder)
                    .through(through)
                    .options("-Dorg.sqlite.tmpdir=" + noexec)
                    .start(stack, file)) {
                assertThat(child.output()).contains("# failed").doesNotContain("# opened");
                if (stack.equals("sqlane")) {
                    assertThat(child.output())
                            .contains("The driver unpacks it into " + noexec)
                            .contains("set the system property org.sqlite.tmpdir to another folder");
                }
            }
            try (ForeignProcess child = new ChildJvm(OpenOnce.class, folder)
                    .through(through)
                    .options("-Djava.io.tmpdir=" + noexec)
                    .start(stack, file)) {
                assertThat(child.output()).contains("# opened");
            }
        }
    }

    /** Small run-time images leave the recorder out. */
    @Test
    void itRunsWithoutFlightRecorder() throws Exception {
        try (ForeignProcess child = new ChildJvm(OpenOnce.class, folder)
                .options("--limit-modules", "java.sql,java.naming", "--show-module-resolution")
                .start("sqlane", folder.resolve("bare.db").toString())) {
            assertThat(child.output())
                    .contains("root java.sql")
                    .doesNotContain("jdk.jfr")
                    .contains("# opened");
        }
    }

    private static boolean runs(String[] through) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(through));
        command.add("true");
        try (ForeignProcess probe = new ForeignProcess(new ProcessBuilder(command))) {
            return probe.exitCode() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
