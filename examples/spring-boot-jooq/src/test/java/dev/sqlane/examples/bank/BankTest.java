package dev.sqlane.examples.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.DuplicateKeyException;

/** The service without HTTP, in a database of its own. */
@SpringBootTest(properties = "sqlane.temporary=true")
class BankTest {
    @Autowired
    Bank bank;

    @Test
    void movesMoneyAndCreatesNone() {
        Account ada = bank.open("Ada", 100);
        Account emmy = bank.open("Emmy", 0);
        assertThat(bank.transfer(ada.id(), emmy.id(), 60)).isTrue();
        assertThat(bank.transfer(ada.id(), emmy.id(), 60)).isFalse();
        assertThat(bank.find(emmy.id())).get().extracting(Account::balance).isEqualTo(60L);
        assertThat(bank.total()).isEqualTo(100);
        assertThatThrownBy(() -> bank.open("Ada", 1)).isInstanceOf(DuplicateKeyException.class);
    }
}
