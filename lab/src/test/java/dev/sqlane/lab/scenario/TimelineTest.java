package dev.sqlane.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TimelineTest {
    private static Timeline<Integer> of(int count) {
        Timeline<Integer> timeline = new Timeline<>(Math::max);
        IntStream.rangeClosed(1, count).forEach(timeline::add);
        return timeline;
    }

    @Test
    void fewPointsStayAsTheyAre() {
        assertThat(of(3).points()).containsExactly(1, 2, 3);
    }

    @Test
    void whenThereAreTooManyNeighboursBecomeOneAndSoDoThoseThatFollow() {
        assertThat(of(Timeline.MOST).points()).hasSize(Timeline.MOST / 2).startsWith(2, 4, 6);
        assertThat(of(Timeline.MOST + 4).points())
                .hasSize(Timeline.MOST / 2 + 2)
                .endsWith(162, 164);
    }

    @Test
    void theirNumberIsBoundedAndTheyStayEvenlySpaced() {
        assertThat(of(100_000).points())
                .hasSizeBetween(Timeline.MOST / 2, Timeline.MOST)
                .startsWith(1_024, 2_048);
    }
}
