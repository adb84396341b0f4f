package org.carrack.test;

import org.carrack.chat.ChatStep;
import org.carrack.chat.Chatflow;
import org.carrack.chat.Dialogue;
import org.carrack.chat.Question;

/** Asks for sums, each up to three times, in thirty steps. */
final class QuizChatflow implements Chatflow {

    int right;
    int wrong;
    int rounds;

    private void ask(Dialogue chat, int a, int b) {
        for (int i = 0; i < 3; i++) {
            int answer =
                    chat.ask(Question.integer("%d + %d = ?".formatted(a, b)).retry());
            if (answer == a + b) {
                right++;
                return;
            }
            chat.error("No, that is not %d.".formatted(answer));
        }
        wrong++;
    }

    @ChatStep(title = "Question 1", order = 1)
    void question1(Dialogue chat) {
        ask(chat, 3, 1);
    }

    @ChatStep(title = "Question 2", order = 2)
    void question2(Dialogue chat) {
        ask(chat, 4, 2);
    }

    @ChatStep(title = "Question 3", order = 3)
    void question3(Dialogue chat) {
        ask(chat, 5, 3);
    }

    @ChatStep(title = "Question 4", order = 4)
    void question4(Dialogue chat) {
        ask(chat, 6, 4);
    }

    @ChatStep(title = "Question 5", order = 5)
    void question5(Dialogue chat) {
        ask(chat, 7, 5);
    }

    @ChatStep(title = "Question 6", order = 6)
    void question6(Dialogue chat) {
        ask(chat, 8, 6);
    }

    @ChatStep(title = "Question 7", order = 7)
    void question7(Dialogue chat) {
        ask(chat, 9, 7);
    }

    @ChatStep(title = "Question 8", order = 8)
    void question8(Dialogue chat) {
        ask(chat, 10, 8);
    }

    @ChatStep(title = "Question 9", order = 9)
    void question9(Dialogue chat) {
        ask(chat, 11, 9);
    }

    @ChatStep(title = "Question 10", order = 10)
    void question10(Dialogue chat) {
        ask(chat, 12, 10);
    }

    @ChatStep(title = "Question 11", order = 11)
    void question11(Dialogue chat) {
        ask(chat, 13, 11);
    }

    @ChatStep(title = "Question 12", order = 12)
    void question12(Dialogue chat) {
        ask(chat, 14, 12);
    }

    @ChatStep(title = "Question 13", order = 13)
    void question13(Dialogue chat) {
        ask(chat, 15, 13);
    }

    @ChatStep(title = "Question 14", order = 14)
    void question14(Dialogue chat) {
        ask(chat, 16, 14);
    }

    @ChatStep(title = "Question 15", order = 15)
    void question15(Dialogue chat) {
        ask(chat, 17, 15);
    }

    @ChatStep(title = "Question 16", order = 16)
    void question16(Dialogue chat) {
        ask(chat, 18, 16);
    }

    @ChatStep(title = "Question 17", order = 17)
    void question17(Dialogue chat) {
        ask(chat, 19, 17);
    }

    @ChatStep(title = "Question 18", order = 18)
    void question18(Dialogue chat) {
        ask(chat, 20, 18);
    }

    @ChatStep(title = "Question 19", order = 19)
    void question19(Dialogue chat) {
        ask(chat, 21, 19);
    }

    @ChatStep(title = "Question 20", order = 20)
    void question20(Dialogue chat) {
        ask(chat, 22, 20);
    }

    @ChatStep(title = "Question 21", order = 21)
    void question21(Dialogue chat) {
        ask(chat, 23, 21);
    }

    @ChatStep(title = "Question 22", order = 22)
    void question22(Dialogue chat) {
        ask(chat, 24, 22);
    }

    @ChatStep(title = "Question 23", order = 23)
    void question23(Dialogue chat) {
        ask(chat, 25, 23);
    }

    @ChatStep(title = "Question 24", order = 24)
    void question24(Dialogue chat) {
        ask(chat, 26, 24);
    }

    @ChatStep(title = "Question 25", order = 25)
    void question25(Dialogue chat) {
        ask(chat, 27, 25);
    }

    @ChatStep(title = "Question 26", order = 26)
    void question26(Dialogue chat) {
        ask(chat, 28, 26);
    }

    @ChatStep(title = "Question 27", order = 27)
    void question27(Dialogue chat) {
        ask(chat, 29, 27);
    }

    @ChatStep(title = "Question 28", order = 28)
    void question28(Dialogue chat) {
        ask(chat, 30, 28);
    }

    @ChatStep(title = "Result", order = 29, canGoBack = false)
    void result(Dialogue chat) {
        if (wrong > 5 && rounds == 0) {
            rounds++;
            chat.error("Too many mistakes: %d. Once more, please.".formatted(wrong));
            wrong = 0;
            right = 0;
            chat.goTo("question1");
        }
        chat.show("%d right, %d wrong".formatted(right, wrong));
    }

    @ChatStep(title = "Certificate", order = 30, isFinal = true)
    void certificate(Dialogue chat) {
        chat.download("Your certificate", "certificate.txt", "right: " + right);
    }
}
