package dev.sqlane.lab.mixed;

import static org.assertj.core.api.Assertions.assertThat;

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

        size.sample();
        assertThat(size.most()).isZero();

        Path wal = Files.write(folder.resolve("lab.db-wal"), new byte[1_000]);
        size.sample();
        Files.write(wal, new byte[10]);
        size.sample();
        assertThat(size.most()).isEqualTo(1_000);
    }
}
