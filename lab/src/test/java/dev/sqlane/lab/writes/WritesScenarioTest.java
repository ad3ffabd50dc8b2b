package dev.sqlane.lab.writes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.lab.Check;
import dev.sqlane.lab.RoundResult;
import dev.sqlane.lab.WritesSettings;
import dev.sqlane.lab.WritesSettings.Synchronous;
import dev.sqlane.lab.scenario.Round;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A strategy that is wrong must be found out, or the figures of the others prove nothing. */
final class WritesScenarioTest {
    @TempDir
    private Path folder;

    private RoundResult run(BrokenTwin.Fault fault, int statements) throws Exception {
        WritesSettings settings = new WritesSettings(4, false, Synchronous.NORMAL, statements, Duration.ofMillis(100));
        try (WritesScenario scenario = new WritesScenario(settings)) {
            return scenario.run(new Round(1, new BrokenTwin(fault), folder, share -> {}));
        }
    }

    private static List<String> failed(RoundResult round) {
        return round.checks().stream()
                .filter(check -> !check.held())
                .map(Check::name)
                .toList();
    }

    @Test
    void aStrategyThatLosesWritesIsFoundOut() throws Exception {
        RoundResult round = run(BrokenTwin.Fault.FORGETS, 2);

        assertThat(round.lost()).isPositive();
        assertThat(failed(round)).containsExactly("every acknowledged unit is there");
        assertThat(round.sound()).isFalse();
    }

    @Test
    void aStrategyThatDoublesWritesIsFoundOut() throws Exception {
        RoundResult round = run(BrokenTwin.Fault.REPEATS, 2);

        assertThat(round.doubled()).isPositive();
        assertThat(failed(round)).containsExactly("no unit is there twice");
        assertThat(round.sound()).isFalse();
    }

    @Test
    void aStrategyThatCommitsWhatItSaysFailedIsFoundOut() throws Exception {
        RoundResult round = run(BrokenTwin.Fault.DENIES, 2);

        // The application tried again, as it was told to.
        assertThat(round.otherErrors()).isPositive();
        assertThat(round.doubled()).isPositive();
        assertThat(failed(round)).contains("no unit is there twice");
    }

    @Test
    void aStrategyThatTearsUnitsIsFoundOut() throws Exception {
        assertThat(failed(run(BrokenTwin.Fault.TEARS, 2))).containsExactly("each counter is what the entries say");
    }

    @Test
    void aStrategyThatTearsLongUnitsIsFoundOut() throws Exception {
        assertThat(failed(run(BrokenTwin.Fault.TEARS, 5)))
                .containsExactly("every unit is whole", "each counter is what the entries say");
    }
}
