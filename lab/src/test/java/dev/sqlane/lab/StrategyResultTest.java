package dev.sqlane.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StrategyResultTest {
    @Test
    void countsAreSumsAndFiguresAreMedians() {
        StrategyResult result = StrategyResult.of(List.of(
                Rounds.round(1, 10, 1, 2, 3, 4, 100.0, 5.0),
                Rounds.round(2, 20, 0, 0, 30, 0, 1.0, 500.0),
                Rounds.round(3, 30, 1, 1, 1, 1, 10.0, 7.0)));

        assertThat(result.completed()).isEqualTo(60);
        assertThat(result.lost()).isEqualTo(2);
        assertThat(result.doubled()).isEqualTo(3);
        assertThat(result.busyErrors()).isEqualTo(34);
        assertThat(result.otherErrors()).isEqualTo(5);
        assertThat(result.perSecond()).isEqualTo(10.0);
        assertThat(result.latency()).isEqualTo(Rounds.latency(7.0));
        assertThat(result.measures()).isEqualTo(Map.of("longestGapMillis", 7.0, "halved", 2.0, "walMibMax", 500.0));
        assertThat(result.sound()).isFalse();
    }

    @Test
    void theMedianOfAnEvenNumberOfRoundsIsTheMeanOfTheMiddleTwo() {
        StrategyResult result = StrategyResult.of(List.of(
                Rounds.round(1, 1, 0, 0, 0, 0, 1.0, 1.0),
                Rounds.round(2, 1, 0, 0, 0, 0, 100.0, 1.0),
                Rounds.round(3, 1, 0, 0, 0, 0, 3.0, 1.0),
                Rounds.round(4, 1, 0, 0, 0, 0, 2.0, 1.0)));

        assertThat(result.perSecond()).isEqualTo(2.5);
        assertThat(result.sound()).isTrue();
    }

    @Test
    void noRoundsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> StrategyResult.of(List.of()));
    }
}
