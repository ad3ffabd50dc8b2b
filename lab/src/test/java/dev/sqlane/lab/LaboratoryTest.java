package dev.sqlane.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Every scenario with every strategy, small. What the peers lose is their affair; what Sqlane loses is a failure. */
final class LaboratoryTest {
    /** Long enough that each strategy completes something, beside whatever else the machine does. */
    private static final Duration A_WHILE = Duration.ofMillis(500);

    @TempDir
    private Path folder;

    private LabReport run(ScenarioSettings scenario, String... strategies) throws Exception {
        return new Laboratory(scenario, new RunSettings(1, List.of(strategies), folder, Map.of("busyTimeout", "10s")))
                .run(Progress.NONE);
    }

    private static RoundResult of(LabReport report, String strategy) {
        return report.rounds().stream()
                .filter(round -> round.strategy().equals(strategy))
                .findFirst()
                .orElseThrow();
    }

    private void assertFolderEmpty() {
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void bootsWithAllStrategies() throws Exception {
        BootsSettings settings = new BootsSettings(12, 2, false, 12, false, Duration.ofSeconds(20));

        LabReport report = run(settings);

        assertThat(report.rounds()).extracting(RoundResult::strategy).isEqualTo(settings.strategies());
        for (RoundResult round : report.rounds()) {
            assertThat(round.completed() + round.lost()).as(round.strategy()).isEqualTo(12);
            assertThat(round.checks()).as(round.strategy()).hasSize(5);
            assertThat(round.latency().maxMillis()).as(round.strategy()).isPositive();
        }
        RoundResult sqlane = of(report, "sqlane");
        assertThat(sqlane.completed()).isEqualTo(12);
        assertThat(sqlane.errors()).isEmpty();
        assertThat(sqlane.sound()).isTrue();
        assertThat(report.sqlaneHeld()).isTrue();
        assertFolderEmpty();
    }

    @Test
    void bootsWithFewThreads() throws Exception {
        LabReport report = run(new BootsSettings(6, 1, false, 2, false, Duration.ofSeconds(20)), "sqlane");

        assertThat(of(report, "sqlane").completed()).isEqualTo(6);
    }

    @Test
    void bootsWithAProcessForEachSandbox() throws Exception {
        LabReport report = run(new BootsSettings(3, 8, true, 3, false, Duration.ofSeconds(60)), "sqlane");

        assertThat(of(report, "sqlane").completed()).isEqualTo(3);
        assertThat(report.settings()).containsEntry("processes", 3);
        assertFolderEmpty();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void bootsOnVirtualThreads() throws Exception {
        LabReport report = run(new BootsSettings(6, 1, false, 6, true, Duration.ofSeconds(20)), "sqlane");

        assertThat(of(report, "sqlane").completed()).isEqualTo(6);
    }

    @Test
    void upgrade() throws Exception {
        LabReport report = run(new UpgradeSettings(8, A_WHILE, UpgradeSettings.Think.SLEEP), "sqlane", "hikari");

        RoundResult sqlane = of(report, "sqlane");
        assertThat(sqlane.completed()).isPositive();
        assertThat(sqlane.errors()).isEmpty();
        assertThat(sqlane.sound()).isTrue();
        // What a deferred transaction meets that reads first.
        RoundResult hikari = of(report, "hikari");
        assertThat(hikari.busyErrors()).isPositive();
        assertThat(hikari.sound()).isTrue();
    }

    @Test
    void writesWithAllStrategies() throws Exception {
        WritesSettings settings = new WritesSettings(8, false, WritesSettings.Synchronous.NORMAL, 2, A_WHILE);

        LabReport report = run(settings);

        assertThat(report.rounds()).extracting(RoundResult::strategy).isEqualTo(settings.strategies());
        assertThat(report.rounds()).allSatisfy(round -> {
            assertThat(round.completed()).as(round.strategy()).isPositive();
            assertThat(round.sound()).as(round.strategy()).isTrue();
        });
        assertThat(of(report, "sqlane").errors()).isEmpty();
        assertThat(of(report, "sqlane-async").errors()).isEmpty();
        assertThat(of(report, "sqlane-ungrouped").errors()).isEmpty();
        assertFolderEmpty();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void writesOnVirtualThreads() throws Exception {
        LabReport report =
                run(new WritesSettings(8, true, WritesSettings.Synchronous.FULL, 3, A_WHILE), "sqlane", "sqlane-async");

        assertThat(report.rounds()).hasSize(2).allSatisfy(round -> {
            assertThat(round.completed()).isPositive();
            assertThat(round.errors()).isEmpty();
            assertThat(round.sound()).isTrue();
        });
    }

    @Test
    void killsWithAllStrategies() throws Exception {
        KillsSettings settings = new KillsSettings(9, 8);

        LabReport report = run(settings);

        assertThat(report.rounds()).extracting(RoundResult::strategy).isEqualTo(settings.strategies());
        assertThat(report.rounds()).allSatisfy(round -> {
            assertThat(round.completed()).as(round.strategy()).isPositive();
            assertThat(round.errors()).as(round.strategy()).isEmpty();
            assertThat(round.sound()).as(round.strategy()).isTrue();
            assertThat(round.checks()).as(round.strategy()).hasSize(7);
            assertThat(round.measures())
                    .as(round.strategy())
                    .containsEntry("kills", Measure.sum(9))
                    .containsEntry("halved", Measure.sum(0))
                    .containsKeys("unacknowledged", "unitsPerTransaction");
        });
        assertFolderEmpty();
    }

    @Test
    void mixedWithAllStrategies() throws Exception {
        MixedSettings settings = new MixedSettings(4, 500, false, 4, A_WHILE);

        LabReport report = run(settings);

        assertThat(report.rounds()).extracting(RoundResult::strategy).isEqualTo(settings.strategies());
        assertThat(report.rounds()).allSatisfy(round -> {
            assertThat(round.sound()).as(round.strategy()).isTrue();
            assertThat(round.measures())
                    .as(round.strategy())
                    .containsOnlyKeys("readsPerSecond", "writesPerSecond", "lateReads", "walMibMax")
                    .hasEntrySatisfying(
                            "walMibMax", bytes -> assertThat(bytes.value()).isPositive());
        });
        RoundResult sqlane = of(report, "sqlane");
        assertThat(sqlane.errors()).isEmpty();
        assertThat(sqlane.measures().get("readsPerSecond").value()).isBetween(1.0, 500.0);
        assertThat(sqlane.measures().get("writesPerSecond").value()).isPositive();
        assertFolderEmpty();
    }

    @Test
    void mixedWithReadsAsFastAsTheyGo() throws Exception {
        LabReport report = run(new MixedSettings(2, 1, true, 2, A_WHILE), "sqlane");

        RoundResult sqlane = of(report, "sqlane");
        // More than the one a second that would be due.
        assertThat(sqlane.measures().get("readsPerSecond").value()).isGreaterThan(2);
        assertThat(sqlane.measures()).containsOnlyKeys("readsPerSecond", "writesPerSecond", "walMibMax");
        assertThat(sqlane.sound()).isTrue();
        assertThat(report.settings()).containsEntry("saturating", true).doesNotContainKey("rate");
    }

    @Test
    void mixedWithoutWriters() throws Exception {
        LabReport report = run(new MixedSettings(1, 100, false, 0, Duration.ofMillis(100)), "sqlane");

        assertThat(of(report, "sqlane").measures()).containsEntry("writesPerSecond", Measure.median(0));
        assertThat(of(report, "sqlane").sound()).isTrue();
    }

    @Test
    void slowUnitWithAllStrategies() throws Exception {
        SlowUnitSettings settings = new SlowUnitSettings(8, 200, Duration.ofMillis(100), Duration.ofMillis(600));

        LabReport report = run(settings);

        assertThat(report.rounds()).extracting(RoundResult::strategy).isEqualTo(settings.strategies());
        assertThat(report.rounds()).allSatisfy(round -> {
            // One was due in the warm-up, the other in the middle.
            assertThat(round.measures()).as(round.strategy()).containsEntry("slowUnits", Measure.sum(1));
            assertThat(round.latency().maxMillis()).as(round.strategy()).isGreaterThan(50);
            assertThat(round.errors()).as(round.strategy()).isEmpty();
            assertThat(round.sound()).as(round.strategy()).isTrue();
        });
    }

    @Test
    void reads() throws Exception {
        LabReport report = run(
                new ReadsSettings(4, A_WHILE, 1_000), "sqlane", "sqlane-query", "sqlane-datasource", "hikari-split");

        assertThat(report.rounds()).hasSize(4).allSatisfy(round -> {
            assertThat(round.completed()).isPositive();
            assertThat(round.errors()).isEmpty();
            assertThat(round.sound()).isTrue();
        });
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void stall() throws Exception {
        LabReport report = run(new StallSettings(4, 1, Duration.ofMillis(300)));

        assertThat(report.rounds()).extracting(RoundResult::strategy).containsExactly("sqlane", "driver");
        assertThat(report.rounds()).allSatisfy(round -> {
            assertThat(round.completed()).isEqualTo(5);
            assertThat(round.sound()).isTrue();
            assertThat(round.measures()).containsKeys("longestGapMillis", "ticks");
        });
    }

    @Test
    void progressHearsEachRound() throws Exception {
        List<String> heard = new ArrayList<>();
        Progress progress = new Progress() {
            @Override
            public void started(int total) {
                heard.add("started " + total);
            }

            @Override
            public void roundStarted(int round, String strategy) {
                heard.add(strategy + " " + round);
            }

            @Override
            public void roundEnded(RoundResult result) {
                heard.add("ended");
            }

            @Override
            public void ended() {
                heard.add("all ended");
            }
        };
        RunSettings twice = new RunSettings(2, List.of("hikari", "sqlane"), folder, Map.of());
        new Laboratory(new UpgradeSettings(1, Duration.ofMillis(100), UpgradeSettings.Think.COMPUTE), twice)
                .run(progress);

        // The order turns from round to round.
        assertThat(heard)
                .containsExactly(
                        "started 4",
                        "sqlane 1",
                        "ended",
                        "hikari 1",
                        "ended",
                        "hikari 2",
                        "ended",
                        "sqlane 2",
                        "ended",
                        "all ended");
    }
}
