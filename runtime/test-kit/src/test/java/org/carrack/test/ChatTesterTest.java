package org.carrack.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.carrack.chat.ChatStep;
import org.carrack.chat.Chatflow;
import org.carrack.chat.Dialogue;
import org.carrack.chat.Question;
import org.junit.jupiter.api.Test;

/** Flows of the size that people write, through the driver that authors have. */
class ChatTesterTest {

    static final class HelloChatflow implements Chatflow {
        String name = "";

        @ChatStep(title = "Your name", order = 1)
        void askName(Dialogue chat) {
            name = chat.ask(Question.string("What is your name?").required());
        }

        @ChatStep(title = "Your age", order = 2)
        void askAge(Dialogue chat) {
            int age = chat.ask(Question.integer("How old are you?").min(0));
            chat.show("**%s**, %d".formatted(name, age));
        }
    }

    @Test
    void aFlowIsTalkedToInAPlainTest() {
        ChatTester.run(new HelloChatflow())
                .expectStep("Your name")
                .expect("What is your name?")
                .answer("Ada")
                .expectStep("Your age")
                .expect("How old are you?")
                .back()
                .expect("What is your name?")
                .answer("Eve")
                .refuse(-1, "this must be 0 or more")
                .answer(36)
                .expect("**Eve**, 36")
                .next()
                .expectEnd();
    }

    @Test
    void whatIsNotAsExpectedIsSaid() {
        ChatTester chat = ChatTester.run(new HelloChatflow());
        assertThatThrownBy(() -> chat.expect("Your name?"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected 'Your name?', but there is 'What is your name?'");
        assertThatThrownBy(() -> chat.answer(""))
                .hasMessage("'What is your name?' does not take : this must be answered");
        assertThatThrownBy(() -> chat.refuse("Ada", "")).hasMessage("expected that Ada is refused");
        assertThatThrownBy(chat::expectEnd).hasMessage("expected the end, but there is 'How old are you?'");
    }

    static final class ForgetfulChatflow implements Chatflow {
        transient int asked;

        @ChatStep(order = 1)
        void ask(Dialogue chat) {
            asked++;
            String unused = chat.ask(Question.string("First?"));
            chat.show("Run " + asked);
        }
    }

    static final class SocketChatflow implements Chatflow {
        Thread thread = Thread.currentThread();

        @ChatStep(order = 1)
        void ask(Dialogue chat) {
            chat.show("x");
        }
    }

    @Test
    void whatWouldBreakAtARestartBreaksHere() {
        ChatTester.run(new ForgetfulChatflow()).answer("x").expect("Run 2");
        assertThatThrownBy(() -> ChatTester.run(new SocketChatflow()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the field thread of the chatflow")
                .hasMessageContaining("cannot be stored with a conversation: it is of java.lang.Thread");
    }

    @Test
    void aMachineIsDeployed() {
        DeployChatflow.EFFECTS.clear();
        ChatTester chat = ChatTester.run(new DeployChatflow()).next();
        chat.refuse("Web", "this must begin with a small letter")
                .answer("www")
                .expect("www is taken")
                .next()
                .answer("shop")
                .answer("web")
                .refuse(List.of(64, 1, "ssd"), "CPUs: this must be 32 or less")
                .answer(Arrays.asList(8, 64, "ssd"))
                .expect("Region?")
                .answer("north")
                .answer(List.of(4.5, 51.25))
                .answer("lan")
                .refuse("192.168.0.0/16", "a range such as 10.1.0.0/16")
                .answer("10.1.0.0/16")
                .answer(List.of("80", "443"))
                .answer("none")
                .expect("Your public key?")
                .refuse(chat.file("key.txt", "x"), "the file must be of one of these types: pub")
                .answer(chat.file("key.pub", "ssh-ed25519 AAAA ada\n"))
                .answer("hush hush")
                .answer(Map.of("MODE", "fast"))
                .refuse("example.org", "this must be the URL of a git repository")
                .answer("https://example.org/ada/shop.git")
                .answer("")
                .answer("be kind")
                .answer("1w 2d")
                .refuse(1, "this must be in the future")
                .answer(4_102_444_800L)
                .answer("100")
                .expect("It costs 144")
                .next()
                .expect("How large?")
                .answer(Arrays.asList(2, 8, "ssd"));
        // Its price was wrong: what comes after the size is asked again, and may be gone over quickly.
        chat.answer("south")
                .answer(List.of(4.5, 51.25))
                .answer("lan")
                .answer("10.1.0.0/16")
                .answer(List.of("80"))
                .answer("own")
                .answer("shop.example.org")
                .answer(chat.file("key.pub", "ssh-ed25519 AAAA ada\n"))
                .answer("hush hush")
                .answer(Map.of("MODE", "fast"))
                .answer("git@example.org:ada/shop.git")
                .answer("next")
                .answer("be kind")
                .answer("1w 2d")
                .answer(4_102_444_800L)
                .answer("100")
                .expect("It costs 28 a month.")
                .next()
                .expect("Pay **here**")
                .next()
                .answer("no")
                .answer("yes")
                .readCaptcha()
                .expect("Is that right?")
                .next()
                .expectStep("Configuration")
                .expect("Keep this file.");
        assertThat(chat.payload())
                .containsEntry("filename", "shop.conf")
                .containsEntry("data", "host=shop\nkey=ssh-ed25519 AAAA ada");
        chat.next()
                .expect(
                        "**shop** runs at south for web with [80], lan10.1.0.0/16, 0 disks, 9 characters, {MODE=fast}, git@example.org:ada/shop.git#next, be kind, PT216H, true, 51.25")
                .next()
                .expectEnd();
        assertThat(DeployChatflow.EFFECTS).containsExactly("reserved shop", "booted r-shop");
        assertThat(chat.updates()).contains("Waiting for the payment", "Booting r-shop");
    }

    @Test
    void anInsuranceIsApplied() {
        ChatTester chat = ChatTester.run(new InsuranceChatflow(), "ada", Map.of(), "en")
                .expect("Welcome, ada")
                .next()
                .refuse(
                        Arrays.asList("Ada", "", null),
                        "Family name: this must be answered\nBorn: this must be answered")
                .answer(Arrays.asList("Ada", "King", 0))
                .answer(List.of("Main Street 1", "Bath"))
                .answer("yes")
                .answer("London");
        for (String child : List.of("Byron", "Anne", "Ralph")) {
            chat.answer("yes")
                    .refuse(List.of(child, 18), "Age: this must be 17 or less")
                    .answer(List.of(child, 7));
        }
        chat.answer("no").answer(Map.of("dog", "Rex"));
        for (int i = 0; i < 15; i++) {
            chat.answer("no");
        }
        chat.expect("There is nothing to insure").next().expect("Insure: house?");
        for (int i = 0; i < 15; i++) {
            chat.answer("yes").back().answer("yes").answer(String.valueOf(i) + ".50");
        }
        chat.expect("Sum: 112.50")
                .next()
                .answer(4_102_444_800L)
                .answer("DE00 1234")
                .answer("no\nmore")
                .expect("All right?")
                .next()
                .expect(
                        "Contract P-153 for Ada King of Main Street 1, Bath before London, born in 1970, with [Byron (7), Anne (7), Ralph (7)] and {dog=Rex}: [house, garden, car, bicycle, boat, health, teeth, eyes, travel, work, law, music, animals, dogs, art], 9, no\nmore, true")
                .next()
                .expectEnd();
    }

    @Test
    void aQuizIsTakenTwice() {
        ChatTester chat = ChatTester.run(new QuizChatflow());
        for (int i = 1; i <= 28; i++) {
            if (i % 4 == 0) {
                chat.answer(0)
                        .next()
                        .answer(1)
                        .next()
                        .answer(0)
                        .expect("No, that is not 0.")
                        .next();
            } else {
                chat.answer(0).next().answer(i + 2 + i);
            }
        }
        chat.expect("Too many mistakes: 7. Once more, please.").next().expect("3 + 1 = ?");
        for (int i = 1; i <= 28; i++) {
            chat.expect("%d + %d = ?".formatted(i + 2, i)).answer(i + 2 + i);
        }
        chat.expect("28 right, 0 wrong")
                .next()
                .expect("Your certificate")
                .next()
                .expectEnd();
    }

    static final class FailingChatflow implements Chatflow {
        @ChatStep(order = 1)
        void fail(Dialogue chat) {
            throw new IllegalStateException("no luck");
        }
    }

    @Test
    void aFlowThatFailsIsSaid() {
        ChatTester chat = ChatTester.run(new FailingChatflow());
        chat.expectFailure("no luck");
        assertThatThrownBy(() -> chat.expect("x")).hasMessageStartingWith("the flow failed: the step fail");
    }
}
