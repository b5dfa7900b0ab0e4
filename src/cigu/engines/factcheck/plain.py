"""Text in plain simplified characters, one for one, so that places stay the same."""

from __future__ import annotations

import re
from typing import Final

from cigu.engines.factcheck.glyphs import fold

# Characters of reports whose traditional form differs; one for one, own compilation.
_TRADITIONAL: Final = (
    "專業東絲兩嚴個豐臨為麗舉義烏樂習鄉書買亂爭於虧雲亞產畝親億僅從倉儀們價眾優會傳傷倫偉側債"
    "傾償儲兒黨關興養獸內岡冊寫軍農馮沖決況凍淨準減湊鳳憑凱擊劃劉則剛創刪別剎劑剝劇勸辦務動勵勁勞"
    "勢區醫華協單賣盧衛廠廳歷厲壓廁縣參雙發變疊葉號嘆嗎啟員響問團園圍國圖圓聖場壞塊堅壇墳墊處備復夠"
    "頭誇夾奪奮獎婦媽學寧寶實審寬賓對尋導壽將爾塵嘗層屬歲島嶺崗峽幣師帳帶幫幹廣莊慶廬庫應廢開異棄張彈強歸當錄"
    "徹徑後憶懷態總戀懇惡悅懸驚慘慣憤願戶撲擴掃揚擾撫拋搶護報擔擬攏揀擁攔擇掛揮撈損換據擲攜攝擺攤敵數齋斷無舊時"
    "曠曆曉暫術機殺雜權條來楊極構樞標棟欄樹樣橋檔檢樓殘毀氣漢湯溝沒滬淪淚瀉澤潔灑淺漿測濟濃濤潤漲滲漁溫灣濕滿濾濱灘滅"
    "燈爐點煉燦煩燒熱營犧狀獨獵獲環現瑪電畫暢療瘋癥監蓋盤礦碼磚確礎禮禪離種積稱穩窮竊競筆篩簽簡類糧緊纖約級紀純紗綱納縱紛紙紋紡紐線練組細織終紹"
    "經結給絕統繼績緒續維綠緩編緣縮總繳網羅罰職聯聰肅腸膚脹勝膠臟腦艦藝節蕪蘇範莖薦蘭蓮藥虛蟲補裝見觀規覓視覽覺計訂認討讓訓議訊記講許論設訪證評識詐訴診詞試詩誠話誕該詳語誤說請諸課調談誰諾謀謂謝謹譜"
    "貝負貢財責賢敗貨質販貪貧購貯貫貸貿費賀賊資賦賭賞賜賠賴賺賽贊贈贏趕趨躍踐車軌軟轉輪輔輛輯輸轄較輕載輝邊達遷過邁運還這進遠違連遲適選遜遞遼郵鄰醞釀釋針釣鈔鋼鈣鈉鈷鈦鑰鐵鉛鉬銀銅鋁銷鋰鋪鏈鎖鍋錯錢錦鍵鎳鎢鏡鑄"
    "長門閃閉間閑閘聞閣閱闊隊陽陰陣階際陸陳險隨隱難雛霧靈靜頂項順須預領頗頻題顏額風飛飯飲館馬駐駛驅驗駕騎騰騙魚鮮鳥鳴鹽麥黃齊齒龍龜幾餘"
)
_SIMPLIFIED: Final = (
    "专业东丝两严个丰临为丽举义乌乐习乡书买乱争于亏云亚产亩亲亿仅从仓仪们价众优会传伤伦伟侧债"
    "倾偿储儿党关兴养兽内冈册写军农冯冲决况冻净准减凑凤凭凯击划刘则刚创删别刹剂剥剧劝办务动励劲劳"
    "势区医华协单卖卢卫厂厅历厉压厕县参双发变叠叶号叹吗启员响问团园围国图圆圣场坏块坚坛坟垫处备复够"
    "头夸夹夺奋奖妇妈学宁宝实审宽宾对寻导寿将尔尘尝层属岁岛岭岗峡币师帐带帮干广庄庆庐库应废开异弃张弹强归当录"
    "彻径后忆怀态总恋恳恶悦悬惊惨惯愤愿户扑扩扫扬扰抚抛抢护报担拟拢拣拥拦择挂挥捞损换据掷携摄摆摊敌数斋断无旧时"
    "旷历晓暂术机杀杂权条来杨极构枢标栋栏树样桥档检楼残毁气汉汤沟没沪沦泪泻泽洁洒浅浆测济浓涛润涨渗渔温湾湿满滤滨滩灭"
    "灯炉点炼灿烦烧热营牺状独猎获环现玛电画畅疗疯症监盖盘矿码砖确础礼禅离种积称稳穷窃竞笔筛签简类粮紧纤约级纪纯纱纲纳纵纷纸纹纺纽线练组细织终绍"
    "经结给绝统继绩绪续维绿缓编缘缩总缴网罗罚职联聪肃肠肤胀胜胶脏脑舰艺节芜苏范茎荐兰莲药虚虫补装见观规觅视览觉计订认讨让训议讯记讲许论设访证评识诈诉诊词试诗诚话诞该详语误说请诸课调谈谁诺谋谓谢谨谱"
    "贝负贡财责贤败货质贩贪贫购贮贯贷贸费贺贼资赋赌赏赐赔赖赚赛赞赠赢赶趋跃践车轨软转轮辅辆辑输辖较轻载辉边达迁过迈运还这进远违连迟适选逊递辽邮邻酝酿释针钓钞钢钙钠钴钛钥铁铅钼银铜铝销锂铺链锁锅错钱锦键镍钨镜铸"
    "长门闪闭间闲闸闻阁阅阔队阳阴阵阶际陆陈险随隐难雏雾灵静顶项顺须预领颇频题颜额风飞饭饮馆马驻驶驱验驾骑腾骗鱼鲜鸟鸣盐麦黄齐齿龙龟几余"
)
_TO_SIMPLIFIED: Final = dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True))
_COMMA = re.compile(r"(?<![０-９])，|，(?![０-９])")


_PROSE: Final = str.maketrans(",:;()?!", "，：；（）？！")


def prose(flat: str) -> str:
    """Plain text with the marks of Chinese prose, however they were typed."""
    return flat.translate(_PROSE)


def plain(text: str) -> str:
    """Folded and simplified, one character for one. A Chinese comma stays one, so that it is not
    taken for the separator of thousands: 分别为5，100件."""
    flat = fold(_COMMA.sub("\ue000", text)).translate(_TO_SIMPLIFIED)
    return flat.replace("\ue000", "，")
