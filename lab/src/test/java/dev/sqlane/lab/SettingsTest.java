package dev.sqlane.lab;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    @TempDir
    private Path folder;

    private static BootsSettings boots(int boots, int processes, int threads, Duration limit) {
        return new BootsSettings(boots, processes, false, threads, false, limit);
    }

    private static WritesSettings writes(int threads, int statements) {
        return new WritesSettings(threads, false, WritesSettings.Synchronous.NORMAL, statements, Duration.ofSeconds(1));
    }

    private RunSettings run(List<String> strategies, Map<String, String> database) {
        return new RunSettings(1, strategies, folder, database);
    }

    private static void refused(ThrowingCallable call, String... words) {
        assertThatIllegalArgumentException().isThrownBy(call).satisfies(failure -> {
            for (String word : words) {
                org.assertj.core.api.Assertions.assertThat(failure).hasMessageContaining(word);
            }
        });
    }

    @Test
    void valuesOutOfRangeAreRefusedWithValueAndRange() {
        Duration limit = Duration.ofSeconds(8);
        refused(() -> boots(0, 8, 1, limit), "boots is 0", "from 1 to 10000");
        refused(() -> boots(1, 65, 1, limit), "processes is 65", "from 1 to 64");
        refused(() -> boots(1, 8, 0, limit), "threads is 0");
        refused(() -> boots(1, 8, 1, Duration.ofMillis(999)), "limit is 999 ms", "from 1 s to 3600 s");
        refused(() -> new UpgradeSettings(0, limit, UpgradeSettings.Think.SLEEP), "threads is 0");
        refused(() -> new ReadsSettings(1, Duration.ZERO, 1), "seconds is 0 s", "from 100 ms");
        refused(() -> new ReadsSettings(1, limit, 0), "rows is 0");
        refused(() -> writes(0, 2), "threads is 0", "from 1 to 10000");
        refused(() -> writes(1, 0), "units is 0");
        refused(() -> new KillsSettings(0, 1), "kills is 0", "from 1 to 100000");
        refused(() -> new KillsSettings(1, 1_001), "threads is 1001");
        refused(() -> new MixedSettings(1, 0, false, 1, limit), "rate is 0", "from 1 to 1000000");
        refused(() -> new MixedSettings(1, 1, false, 1_001, limit), "writers is 1001");
        refused(() -> new SlowUnitSettings(1, 1, Duration.ofSeconds(11), limit), "length is 11 s", "from 0 s to 10 s");
        refused(() -> new StallSettings(-1, 2, limit), "writers is -1");
        refused(() -> new RunSettings(0, List.of(), folder, Map.of()), "runs is 0", "from 1 to 1000");
    }

    @Test
    void anUnknownStrategyIsRefusedWithTheKnownOnes() {
        BootsSettings boots = boots(1, 1, 1, Duration.ofSeconds(8));
        refused(
                () -> new Laboratory(boots, run(List.of("sqlane", "hikari-fast"), Map.of())),
                "\"hikari-fast\"",
                "sqlane, hikari, hikari-immediate, hikari-split, microsandbox");
        // Known, but not to this scenario.
        refused(() -> new Laboratory(boots, run(List.of("driver"), Map.of())), "\"driver\"");
    }

    @Test
    void aWrongSettingOfTheDatabaseIsRefusedBeforeAnythingRuns() {
        BootsSettings boots = boots(1, 1, 1, Duration.ofSeconds(8));
        refused(() -> new Laboratory(boots, run(List.of(), Map.of("busyTimout", "5s"))), "busyTimout");
    }

    @Test
    void aSettingOfTheDatabaseThatTheScenarioHasItselfIsRefused() {
        refused(
                () -> new Laboratory(writes(1, 2), run(List.of(), Map.of("synchronous", "full"))),
                "synchronous",
                "scenario writes itself",
                "--synchronous");
    }

    @Test
    void aMissingDirectoryIsRefused() {
        Path missing = folder.resolve("missing");
        refused(
                () -> new Laboratory(
                        boots(1, 1, 1, Duration.ofSeconds(8)), new RunSettings(1, List.of(), missing, Map.of())),
                "missing",
                "create it");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void withoutVirtualThreadsScenariosThatNeedThemAreRefused() {
        refused(
                () -> new Laboratory(new StallSettings(8, 2, Duration.ofSeconds(3)), run(List.of(), Map.of())),
                "scenario stall needs virtual threads",
                "JDK 21 or newer");
        refused(
                () -> new Laboratory(
                        new BootsSettings(1, 1, false, 1, true, Duration.ofSeconds(8)), run(List.of(), Map.of())),
                "option --virtual needs virtual threads");
        refused(
                () -> new Laboratory(
                        new WritesSettings(1, true, WritesSettings.Synchronous.FULL, 2, Duration.ofSeconds(1)),
                        run(List.of(), Map.of())),
                "option --virtual needs virtual threads");
    }
}
