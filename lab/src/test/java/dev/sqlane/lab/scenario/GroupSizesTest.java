package dev.sqlane.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.lab.Sample;
import dev.sqlane.lab.strategy.Session;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GroupSizesTest {
    private static Session after(Optional<Session.Commits> commits) {
        return new Session() {
            @Override
            public <T> T read(Work<T> work) {
                throw new UnsupportedOperationException();
            }

            @Override
            public <T> T write(String name, Work<T> work) {
                throw new UnsupportedOperationException();
            }

            @Override
            public <T> T transaction(String name, Work<T> work) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<Commits> commits() {
                return commits;
            }

            @Override
            public void close() {}
        };
    }

    private static Session after(long units, long transactions) {
        return after(Optional.of(new Session.Commits(units, transactions)));
    }

    @Test
    void eachSizeIsTheMeanBetweenTwoLooks() {
        GroupSizes groups = new GroupSizes();

        groups.sample(after(100, 100), 0.05);
        groups.sample(after(130, 110), 0.1);
        groups.sample(after(130, 110), 0.15);
        groups.sample(after(140, 120), 0.2);

        assertThat(groups.timelines()).isEqualTo(Map.of("groupSize", List.of(new Sample(0.1, 3), new Sample(0.2, 1))));
    }

    @Test
    void aLookBetweenACommitAndTheCountOfItsUnitsIsLeftOut() {
        GroupSizes groups = new GroupSizes();

        groups.sample(after(100, 100), 0.05);
        groups.sample(after(100, 101), 0.1);
        groups.sample(after(140, 102), 0.15);

        assertThat(groups.timelines()).isEqualTo(Map.of("groupSize", List.of(new Sample(0.15, 20))));
    }

    @Test
    void whoNeverGroupsHasNone() {
        GroupSizes groups = new GroupSizes();

        groups.sample(after(Optional.empty()), 0.05);
        groups.sample(after(Optional.empty()), 0.1);

        assertThat(groups.timelines()).isEmpty();
    }
}
