package dev.sqlane.lab.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.lab.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WalSizeTest {
    @TempDir
    private Path folder;

    @Test
    void theMostIsKeptWhenTheFileIsCut() throws Exception {
        WalSize size = new WalSize(folder.resolve("lab.db"));

        size.sample(0.05);
        assertThat(size.most()).isZero();

        Path wal = Files.write(folder.resolve("lab.db-wal"), new byte[1_000]);
        size.sample(0.1);
        Files.write(wal, new byte[10]);
        size.sample(0.15);
        assertThat(size.look()).isEqualTo(10);

        assertThat(size.most()).isEqualTo(1_000);
        assertThat(size.timeline()).containsExactly(new Sample(0.05, 0), new Sample(0.1, 1_000), new Sample(0.15, 10));
    }
}
